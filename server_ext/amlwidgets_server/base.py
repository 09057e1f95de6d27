"""What all our handlers share: who may come in, and how answers and errors look."""

import json
from http.client import responses
from typing import Any, Dict, Optional, Tuple

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado import web

from amlwidgets.resources.errors import AzureMLException
from amlwidgets.service.answer import Answer
from amlwidgets.service.router import Router
from amlwidgets.service.statuses import error_answer, refusal
from amlwidgets_server.bearer import plain_authorization

AUTH_RESOURCE = "amlwidgets"
"""What an Authorizer is asked about."""

_REMEDIES = {
    403: "Open the page through its Jupyter server, or send the server's token.",
    500: "The Jupyter server's log says why.",
}


class Doors(JupyterHandler):
    """Authentication, origin and cross-site checks are Jupyter's; here they hold for every verb, there or not,
    and say 403 in ARM's JSON."""

    auth_resource = AUTH_RESOURCE

    async def prepare(self, **kwargs: Any) -> None:
        """Refuse before a body is read."""
        if "Authorization" in self.request.headers:
            self.request.headers["Authorization"] = plain_authorization(self.request.headers["Authorization"])
        # Not super(): APIHandler's would say 404 for a foreign origin.
        await JupyterHandler.prepare(self, **kwargs)
        if self.current_user is None:
            raise web.HTTPError(403, "no valid token or cookie came with the request")
        if not self.check_origin():
            raise web.HTTPError(403, "the request comes from another origin")

    def check_xsrf_cookie(self) -> None:
        """Jupyter's check, its 404 for a foreign origin said as 403."""
        if getattr(self, "_jupyter_current_user", None) is not None and not self.check_origin():
            raise web.HTTPError(403, "the request comes from another origin")
        super().check_xsrf_cookie()

    def get_login_url(self) -> str:
        """No page to log in at: who asks here is a program."""
        raise web.HTTPError(403, "no valid token or cookie came with the request")

    def send(self, answer: Answer) -> None:
        """Send an answer whose body is JSON or nothing."""
        self.set_status(answer.status)
        for name, value in answer.headers.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "application/json")
        if answer.status == 204:
            self.finish()
        else:
            self.finish(answer.text())

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer an exception. What is a fault of the server is not told outside."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, AzureMLException):
            self.send(error_answer(error))
            return
        code, message = _said(status_code, error)
        self.send(Answer(status_code, {"error": refusal(code, message, _REMEDIES.get(status_code, ""))}))

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """Errors of ours are answers, and no faults to fill the log with."""
        if not isinstance(error, AzureMLException):
            super().log_exception(kind, error, trace)


class BaseHandler(Doors, APIHandler):
    """A REST handler."""

    @property
    def router(self) -> Router:
        """The service."""
        return self.settings["amlwidgets_router"]  # type: ignore[no-any-return]

    @property
    def service_path(self) -> str:
        """The path below `amlwidgets`, percent-encoded as it came."""
        path: str = self.request.path[len(self.base_url) :]
        return path.lstrip("/")[len(AUTH_RESOURCE) :] or "/"

    @property
    def external_base(self) -> str:
        """Where `amlwidgets` is for whom asks: the scheme and host of the request, and the server's prefix."""
        return f"{self.request.protocol}://{self.request.host}{self.base_url}{AUTH_RESOURCE}"

    @property
    def query(self) -> Dict[str, str]:
        """The query; the last of several values of a name counts."""
        return {name: self.get_query_argument(name) for name in self.request.query_arguments}

    def json_body(self) -> Any:
        """The body as JSON; None when there is none."""
        if not self.request.body:
            return None
        try:
            return json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise web.HTTPError(400, "the body is not JSON") from error

    def compute_etag(self) -> Optional[str]:
        """None: hashing each JSON answer costs more than it saves. Files have their own."""
        return None


def _said(status_code: int, error: Any) -> Tuple[str, str]:
    """A code and a sentence for what is not ours."""
    phrase = responses.get(status_code, "Error")
    told = isinstance(error, web.HTTPError) and error.log_message and status_code < 500
    return phrase.title().replace(" ", ""), f"{phrase}: {error.log_message}" if told else phrase
