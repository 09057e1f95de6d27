"""Requests to servers that fail, lie, redirect and break off."""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from hostile import Hostile, answer  # noqa: E402

from amlwidgets.backend.rest import open_rest
from amlwidgets.backend.rest.cloud import Tokens
from amlwidgets.backend.rest.retrying import Retries, retry_after
from amlwidgets.backend.rest.transport import Transport, shown
from amlwidgets.resources import errors

SECRET = "a-token-that-nobody-may-see"
ARM_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w"


def transport(tries: int = 4, read_seconds: float = 5.0) -> Transport:
    return Transport(Tokens(SECRET), retries=Retries(tries, first=0.01, longest=0.05), read_seconds=read_seconds)


def error(code: str, message: str, **more: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": message, **more}}).encode()


class TestTriesAgain:
    def test_after_as_long_as_the_service_asks_for(self) -> None:
        with Hostile(answer(429, Retry_After="1"), answer(200, b'{"a": 1}')) as server:
            begin = time.monotonic()
            reply = Transport(Tokens("t")).request("GET", server.url, audience="")
            assert reply.json() == {"a": 1} and time.monotonic() - begin >= 1.0

    @pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
    def test_what_may_be_better_next_time(self, status: int) -> None:
        with Hostile(answer(status), answer(status), answer(200)) as server:
            assert transport().request("PUT", server.url, body={"x": 1}).status == 200
            assert [heard.body for heard in server.heard] == [b'{"x": 1}'] * 3

    def test_only_so_often(self) -> None:
        with Hostile(answer(500)) as server, pytest.raises(errors.ServiceUnavailable, match="status 500"):
            transport(tries=3).request("GET", server.url)
        assert len(server.heard) == 3

    def test_never_what_must_not_happen_twice(self) -> None:
        with Hostile(answer(500)) as server, pytest.raises(errors.ServiceUnavailable):
            transport().request("POST", server.url, body={})
        assert len(server.heard) == 1

    def test_what_the_service_says_it_did_not_do(self) -> None:
        with Hostile(answer(429, Retry_After="0"), answer(200)) as server:
            assert transport().request("POST", server.url, body={}).status == 200

    def test_when_nothing_listens(self) -> None:
        with Hostile(answer(200)) as server:
            url = server.url
        with pytest.raises(errors.ServiceUnavailable, match="cannot be reached"):
            transport(tries=2).request("POST", url)

    def test_a_body_that_breaks_off(self) -> None:
        with Hostile(answer(200, b'{"value": [', length=1000), answer(200, b'{"value": []}')) as server:
            assert transport().request("GET", server.url).json() == {"value": []}
        with Hostile(answer(200, b'{"value": [', length=1000)) as server:
            with pytest.raises(errors.ServiceUnavailable, match="broke off"):
                transport(tries=2).request("GET", server.url)

    def test_a_connection_that_is_cut(self) -> None:
        with Hostile(lambda _: b"", answer(200)) as server:
            assert transport().request("GET", server.url).status == 200

    def test_not_what_our_own_server_has_explained(self) -> None:
        with Hostile(answer(500, error("StoreDamaged", "no database"))) as server:
            with pytest.raises(errors.StoreDamaged, match="no database"):
                transport().request("GET", server.url)
        assert len(server.heard) == 1

    def test_a_slow_one_is_given_up(self) -> None:
        ended = threading.Event()
        with Hostile(lambda _: ended.wait(60) and None) as server:
            with pytest.raises(errors.ServiceUnavailable, match="ReadTimeout"):
                transport(tries=1, read_seconds=0.2).request("GET", server.url)
            ended.set()


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "body", "kind"),
        [
            (404, error("ResourceNotFound", "no x"), errors.ResourceNotFound),
            (404, error("UserError", "Run x was not found."), errors.ResourceNotFound),
            (404, b"<html>nothing</html>", errors.ResourceNotFound),
            (400, error("ValidationError", "bad"), errors.ValidationException),
            (400, b"", errors.UserErrorException),
            (409, error("Conflict", "no"), errors.InvalidState),
            (409, error("ResourceExists", "there"), errors.ResourceExists),
            (412, error("x", "changed"), errors.PreconditionFailed),
            (403, error("ReadOnly", "only shows"), errors.ReadOnly),
            (403, error("AuthorizationFailed", "no role"), errors.AuthenticationException),
            (400, b'{"error_code": "RESOURCE_ALREADY_EXISTS", "message": "m"}', errors.ResourceExists),
            (
                404,
                b"<?xml ?><Error><Code>BlobNotFound</Code><Message>m</Message></Error>",
                errors.ResourceNotFound,
            ),
            (501, b"", errors.NotSupported),
            (302, b"", errors.ServiceUnavailable),
        ],
    )
    def test_are_exceptions_of_the_tree(self, status: int, body: bytes, kind: Any) -> None:
        with Hostile(answer(status, body)) as server, pytest.raises(kind) as caught:
            transport(tries=1).request("PUT", server.url)
        assert type(caught.value) is kind and caught.value.message

    def test_every_class_of_ours_comes_back_as_it_went(self) -> None:
        from amlwidgets.backend.rest.refusals import OURS, kind_of
        from amlwidgets.service.statuses import STATUSES

        for kind, status in STATUSES.items():
            if kind is not errors.AzureMLException:
                assert kind_of(status, kind.code) is kind is OURS[kind.code]

    def test_who_is_signed_out_is_told_what_to_do(self) -> None:
        with Hostile(answer(401, error("InvalidAuthenticationToken", "expired"))) as server:
            with pytest.raises(errors.AuthenticationException, match="expired") as caught:
                transport().request("GET", server.url, audience="a")
        assert "Sign in" in caught.value.remedy and len(server.heard) == 1

    @pytest.mark.parametrize("body", [b"<html>sign in</html>", b"[1, 2", b"\xff\xfe"])
    def test_what_is_no_json_is_no_answer(self, body: bytes) -> None:
        with Hostile(answer(200, body)) as server, pytest.raises(errors.ServiceUnavailable, match="no JSON"):
            open_rest(server.url, ARM_ID, SECRET).list_computes()


class TestTokens:
    def test_never_follow_to_another_host(self) -> None:
        with Hostile(answer(200, b'{"a": 1}')) as other:
            with Hostile(answer(307, Location=f"{other.url}/there")) as server:
                assert transport().request("GET", f"{server.url}/x?sig=1", audience="a").json() == {"a": 1}
                assert server.heard[0].headers["authorization"] == f"Bearer {SECRET}"
            assert "authorization" not in other.heard[0].headers

    def test_a_redirect_to_itself_ends(self) -> None:
        with Hostile(answer(302, Location="/again")) as server:
            with pytest.raises(errors.ServiceUnavailable, match="again and again"):
                transport(tries=1).request("GET", server.url)

    def test_are_seen_nowhere(self) -> None:
        backend = open_rest("http://127.0.0.1:1", ARM_ID, SECRET)
        shown_somewhere = [repr(backend), repr(backend.transport), repr(vars(backend)), repr(Tokens(SECRET))]
        with pytest.raises(errors.ServiceUnavailable) as caught:
            transport(tries=1).request("GET", f"http://127.0.0.1:1/x?sig={SECRET}", audience="a")
        chain: Any = caught.value
        while chain is not None:
            shown_somewhere += [str(chain), repr(chain)]
            chain = chain.__cause__
        assert not [text for text in shown_somewhere if SECRET in text]
        assert shown(f"http://user:{SECRET}@host:80/x?sig={SECRET}") == "http://host:80/x"

    def test_a_credential_that_fails_tells_nothing_of_itself(self) -> None:
        def fails(_: str) -> str:
            raise RuntimeError(SECRET)

        with pytest.raises(errors.AuthenticationException) as caught:
            Tokens(fails).header("https://management.azure.com/.default")
        assert SECRET not in str(caught.value) and "Sign in" in caught.value.remedy

    @pytest.mark.parametrize("bad", ["", "two\nlines", "ü", None, 5])
    def test_what_is_no_token_is_refused(self, bad: Any) -> None:
        with pytest.raises(errors.AuthenticationException):
            Tokens(lambda _: bad).header("x")


class TestPages:
    def test_are_followed_to_the_last(self) -> None:
        def page(number: int, link: Any) -> bytes:
            return answer(200, json.dumps({"value": [{"name": f"c{number}"}], "nextLink": link}).encode())

        replies = [page(0, f"{ARM_ID}/computes?$skip=1"), page(1, None)]
        with Hostile(*replies) as server:
            found = open_rest(server.url, ARM_ID, SECRET).list_computes()
            assert [status.compute.name for status in found] == ["c0", "c1"]
            assert server.heard[1].path == f"/amlwidgets{ARM_ID}/computes?$skip=1"

    def test_at_another_host_are_not(self) -> None:
        with Hostile(answer(200)) as other:
            body = json.dumps({"value": [], "nextLink": f"{other.url}/more"}).encode()
            with (
                Hostile(answer(200, body)) as server,
                pytest.raises(errors.ServiceUnavailable, match="another host"),
            ):
                open_rest(server.url, ARM_ID, SECRET).list_computes()
            assert other.heard == []


class TestWaits:
    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({"retry-after": "7"}, 7.0),
            ({"retry-after": "0"}, 0.0),
            ({"x-ms-retry-after-ms": "1500", "retry-after": "9"}, 1.5),
            ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
            ({"retry-after": "soon"}, None),
            ({"retry-after": "-1"}, None),
            ({}, None),
        ],
    )
    def test_are_read_in_every_form(self, headers: Any, seconds: Any) -> None:
        assert retry_after(headers) == seconds

    def test_grow_and_are_never_too_long(self) -> None:
        retries = Retries()
        assert 0.25 <= retries.wait(1, {}) <= 0.5 and 15.0 <= retries.wait(20, {}) <= 30.0
        assert retries.wait(1, {"retry-after": "86400"}) == 60.0


@pytest.mark.parametrize("url", ["host:8888", "ftp://host", "http://user:password@host/", "", "http:///x"])
def test_what_is_no_url_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(errors.WorkspaceException) as caught:
        open_rest(url, ARM_ID, SECRET)
    assert "password" not in str(caught.value)


def test_what_is_no_arm_id_is_refused() -> None:
    with pytest.raises(errors.WorkspaceException, match="ARM id"):
        open_rest("http://host", "/subscriptions/s", SECRET)
