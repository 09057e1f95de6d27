"""What the parts of the backends over HTTP share: asking a place, page after page, until it is done."""

import time
from typing import Any, Dict, Iterator, Mapping, Optional
from urllib.parse import urljoin

from amlwidgets.backend.base import Backend
from amlwidgets.backend.rest.endpoints import Endpoints, Place
from amlwidgets.backend.rest.refusals import refusal_of
from amlwidgets.backend.rest.retrying import retry_after
from amlwidgets.backend.rest.transport import Reply, Transport, same_host, shown
from amlwidgets.resources.errors import AzureMLException, ServiceUnavailable

NOTHING: Mapping[str, str] = {}
_MOST_PAGES = 10_000
_ENDED_WELL = ("Succeeded", "Completed")
_ENDED_BADLY = ("Failed", "Canceled", "Cancelled")


class Part(Backend):
    """A part of the contract over HTTP."""

    transport: Transport
    endpoints: Endpoints

    def _ask(
        self,
        method: str,
        place: Place,
        body: Any = None,
        *,
        headers: Mapping[str, str] = NOTHING,
        safe: Optional[bool] = None,
    ) -> Reply:
        return self.transport.request(
            method,
            place.url,
            audience=place.audience,
            query=place.query,
            body=body,
            headers=headers,
            safe=safe,
        )

    def _get(self, place: Place) -> Dict[str, Any]:
        return _object(self._ask("GET", place))

    def _post(self, place: Place, body: Any, *, safe: bool = False) -> Dict[str, Any]:
        return _object(self._ask("POST", place, body, safe=safe))

    def _pages(self, place: Place) -> Iterator[Dict[str, Any]]:
        """The items of a list, over all its pages. The next page is asked for when somebody wants its items."""
        first = place.url
        for _ in range(_MOST_PAGES):
            page = self._get(place)
            yield from (item for item in page.get("value") or () if isinstance(item, dict))
            link = page.get("nextLink")
            if not isinstance(link, str) or not link:
                return
            place = Place(self._next(first, link), place.audience)
        raise ServiceUnavailable(f"The list {shown(first)} has no end.")

    def _next(self, first: str, link: str) -> str:
        """Where the next page is. A token goes there: it has to be where the first one was."""
        target = urljoin(first, self._link(link))
        if not same_host(first, target):
            raise ServiceUnavailable(
                f"{shown(first)} goes on at another host, {shown(target)}: it is not followed."
            )
        return target

    def _link(self, link: str) -> str:
        return link

    def _finished(self, place: Place, reply: Reply, *, seconds: float = 3600.0) -> None:
        """Wait until a long operation that `reply` began has ended. Raises what it failed with."""
        deadline = time.monotonic() + seconds
        url = reply.headers.get("azure-asyncoperation") or reply.headers.get("location")
        by_status = "azure-asyncoperation" not in reply.headers
        if not url or (reply.status not in (201, 202) and by_status):
            return
        target = self._next(place.url, url)
        while True:
            asked = retry_after(reply.headers)
            time.sleep(max(0.0, min(2.0 if asked is None else asked, 60.0, deadline - time.monotonic())))
            reply = self._ask("GET", Place(target, place.audience))
            if _has_ended(reply, by_status=by_status):
                return
            if time.monotonic() >= deadline:
                raise ServiceUnavailable(f"{shown(target)} did not end within {seconds:.0f} s.")


def _has_ended(reply: Reply, *, by_status: bool) -> bool:
    """Whether an operation has ended well. Raises what it failed with."""
    told = reply.json() if reply.body else None
    told = told if isinstance(told, dict) else {}
    status = told.get("status")
    if status in _ENDED_BADLY:
        raise _failure(told, reply)
    return status in _ENDED_WELL or (by_status and reply.status != 202)


def _failure(told: Dict[str, Any], reply: Reply) -> AzureMLException:
    import json

    error = told.get("error") or {"code": "UserError", "message": f"The operation ended as {told['status']}."}
    return refusal_of(400, json.dumps({"error": error}).encode(), shown(reply.url))


def _object(reply: Reply) -> Dict[str, Any]:
    """The JSON object of an answer. Raises ServiceUnavailable for anything else."""
    values = reply.json()
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ServiceUnavailable(f"{shown(reply.url)} was answered with something that is no JSON object.")
    return values
