"""Azure's tokens: kept, replaced in time, asked for by one; what a refusal says, and what nobody gets to see."""

import threading
from types import SimpleNamespace

import pytest

from amlwidgets.resources.errors import AuthenticationException
from amlwidgets.service.remote.tokens import REFUSED_SECONDS, TokenCache

ARM = "https://management.azure.com/.default"


class Sign:
    """A sign-in: counts its tokens, may be taken away."""

    def __init__(self):
        self.made, self.now, self.works, self.credentials = 0, 1000.0, True, 0
        self.gate = None

    def credential(self):
        self.credentials += 1
        return self

    def get_token(self, audience):
        if self.gate is not None:
            self.gate.wait(60)
        if not self.works:
            raise RuntimeError("the refresh token REFRESHSECRET was not accepted")
        self.made += 1
        return SimpleNamespace(token=f"secret{self.made}", expires_on=self.now + 3600)


@pytest.fixture
def sign():
    return Sign()


@pytest.fixture
def cache(sign):
    return TokenCache(sign.credential, clock=lambda: sign.now)


def test_a_token_is_kept_until_shortly_before_it_expires(cache, sign):
    assert cache(ARM) == cache(ARM) == "secret1"
    sign.now += 3200
    assert cache(ARM) == "secret1"
    sign.now += 200
    assert cache(ARM) == "secret2" and sign.made == 2


def test_each_audience_has_its_own(cache):
    assert cache(ARM) != cache("https://storage.azure.com/.default")


def test_one_asks_and_the_others_wait(cache, sign):
    sign.gate = threading.Event()
    found = []
    threads = [threading.Thread(target=lambda: found.append(cache(ARM))) for _ in range(8)]
    for thread in threads:
        thread.start()
    sign.gate.set()
    for thread in threads:
        thread.join(60)
    assert found == ["secret1"] * 8 and sign.made == 1


def test_an_old_token_serves_while_no_new_one_can_be_had(cache, sign):
    cache(ARM)
    sign.works = False
    sign.now += 3500
    assert cache(ARM) == "secret1"
    sign.now += 200
    with pytest.raises(AuthenticationException, match="not signed in"):
        cache(ARM)


def test_a_refusal_says_what_to_do_and_quotes_nothing(cache, sign):
    sign.works = False
    assert cache.signed_in is None
    with pytest.raises(AuthenticationException) as caught:
        cache(ARM)
    assert "az login" in caught.value.remedy and cache.signed_in is False
    chain = [caught.value, caught.value.__cause__]
    assert "REFRESHSECRET" not in "".join(map(repr, chain)) + repr(caught.value.to_json()) + repr(cache)


def test_a_refusal_is_remembered_for_a_moment(cache, sign):
    sign.works = False
    for _ in range(5):
        with pytest.raises(AuthenticationException):
            cache(ARM)
    assert sign.credentials == 1
    sign.works = True
    sign.now += REFUSED_SECONDS + 1
    assert cache(ARM) == "secret1" and cache.signed_in is True


def test_a_token_that_was_refused_is_not_used_again(cache, sign):
    cache(ARM)
    cache.forget(ARM)
    assert cache(ARM) == "secret2" and sign.credentials == 2


def test_tokens_are_taken_out_of_what_is_passed_on(cache):
    token = cache(ARM)
    assert cache.scrub(f"you sent {token}!".encode()) == b"you sent [token]!"
