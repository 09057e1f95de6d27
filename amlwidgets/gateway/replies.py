"""How requests are read, and how answers and errors look, whoever stands at the door."""

import json
from functools import cached_property
from http.client import responses
from typing import Any, Dict, Optional, Tuple

from tornado import web
from tornado.log import app_log

from amlwidgets.resources.errors import AzureMLException
from amlwidgets.service.answer import Answer
from amlwidgets.service.asker import Asker
from amlwidgets.service.router import Router
from amlwidgets.service.statuses import error_answer, refusal

ROOT = "amlwidgets"
"""What the path of every route begins with, below the server's base URL."""

ROUTER = "amlwidgets_router"
"""The application's setting that holds the service."""

_REMEDIES = {
    403: "Open the page through its Jupyter server, or send the server's token.",
    500: "The server's log says why.",
}


def read_json(body: bytes) -> Any:
    """JSON in UTF-8. Raises ValueError, also for half of a surrogate pair: no text of that kind can be stored."""
    read = json.loads(body.decode("utf-8"))
    if b"\\ud" in body.lower():
        json.dumps(read, ensure_ascii=False).encode("utf-8")
    return read


class Replies(web.RequestHandler):
    """A handler of the router's routes."""

    @property
    def router(self) -> Router:
        """The service."""
        return self.settings[ROUTER]  # type: ignore[no-any-return]

    @property
    def service_path(self) -> str:
        """The path below `amlwidgets`, percent-encoded as it came."""
        path: str = self.request.path[len(self._prefix) :]
        return path.lstrip("/")[len(ROOT) :] or "/"

    @property
    def external_base(self) -> str:
        """Where `amlwidgets` is for whom asks: the scheme and host of the request, and the server's prefix."""
        return f"{self.request.protocol}://{self.request.host}{self._prefix}{ROOT}"

    @property
    def _prefix(self) -> str:
        prefix: str = self.settings.get("base_url", "/")
        return prefix

    @cached_property
    def asker(self) -> Asker:
        """Who waits at the other end of the connection."""
        return Asker()

    def on_connection_close(self) -> None:
        """They have gone, or said that they do not want it any more, which looks the same."""
        self.asker.leave()
        super().on_connection_close()

    @property
    def query(self) -> Dict[str, str]:
        """The query; the last of several values of a name counts."""
        return {name: self.get_query_argument(name) for name in self.request.query_arguments}

    def json_body(self) -> Any:
        """The body as JSON; None when there is none."""
        if not self.request.body:
            return None
        try:
            return read_json(self.request.body)
        except (ValueError, RecursionError) as error:
            raise web.HTTPError(400, "the body is not JSON") from error

    def compute_etag(self) -> Optional[str]:
        """None: hashing each JSON answer costs more than it saves. Files have their own."""
        return None

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

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Errors of ours are answers, and no faults to fill the log with."""
        if isinstance(value, web.HTTPError):
            super().log_exception(typ, value, tb)
        elif not isinstance(value, AzureMLException):
            # Not tornado's words, which quote the request with its query.
            app_log.error("Uncaught exception %s", self._request_summary(), exc_info=(typ, value, tb))

    def _request_summary(self) -> str:
        """For the log: no query, where tokens and signatures are."""
        return f"{self.request.method} {self.request.path} ({self.request.remote_ip})"


def _said(status_code: int, error: Any) -> Tuple[str, str]:
    """A code and a sentence for what is not ours."""
    phrase = responses.get(status_code, "Error")
    told = isinstance(error, web.HTTPError) and error.log_message and status_code < 500
    return phrase.title().replace(" ", ""), f"{phrase}: {error.log_message}" if told else phrase
