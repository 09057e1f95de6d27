"""A stateful double of Azure ML: real HTTP servers on loopback that answer in Azure's own shapes.

Made after the public REST documentation (Azure/azure-rest-api-specs, stable/2025-12-01: shapes and examples) and
after what azure-ai-ml and azureml-mlflow (both MIT) ask for and expect. It knows nothing of amlwidgets, so it can
disagree with us. It shows that we meet those shapes, not that Azure behaves the same.

    with AzureDouble() as azure:
        backend = open_rest(azure.arm_url, azure.ws, azure.credential(), cloud=Cloud(arm=azure.arm_url))
        azure.state.add_job("j"); azure.state.move("j", "Running"); azure.state.log("j", "hello\n")
        azure.faults.add("arm", "/jobs", status=429, headers={"Retry-After": "0"})

Hosts: `arm_url` (ARM), `data_url` (discovery, history, mlflow v2.0), `blob_url` (`/{account}/{container}/{path}`, as
Azurite has it: a datastore's `endpoint` is `127.0.0.1:port`), `login_url` (App Service's managed identity:
`environment()` makes azure-identity's DefaultAzureCredential sign in there).
Bearer tokens are checked per audience: ARM's at ARM, ARM's or https://ml.azure.com's at the data plane,
https://storage.azure.com's or a SAS at the blobs. `expire_tokens()` makes every token given so far invalid,
`sign_out()` refuses new ones. `requests` is every request that came.
`auto = True` moves a job one state on at each look at it, for whoever has nobody to drive it.
"""

import asyncio
import os
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import parse_qsl

import tornado.httpserver
import tornado.iostream
import tornado.netutil
import tornado.web

from tests.azure.state import ACCOUNT, ARTIFACTS, WS, Job, State

ARM_AUDIENCE = "https://management.azure.com"
DATA_AUDIENCE = "https://ml.azure.com"
STORAGE_AUDIENCE = "https://storage.azure.com"
TOKEN_MARK = "AZURETOKENSECRET"
IDENTITY_SECRET = "IDENTITYHEADERSECRET"
COURSE = ("NotStarted", "Starting", "Preparing", "Queued", "Running", "Finalizing", "Completed")


@dataclass
class Seen:
    """One request that came."""

    host: str
    method: str
    path: str
    query: Dict[str, str]
    headers: Dict[str, str]
    body: bytes


class Hold:
    """A request that is kept waiting until the test lets it go."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.arrived = threading.Event()

    def release(self) -> None:
        self._event.set()

    async def wait(self) -> None:
        self.arrived.set()
        await asyncio.get_running_loop().run_in_executor(None, self._event.wait, 60)


@dataclass
class Fault:
    """What happens to the next `times` requests that fit, in place of or before an answer."""

    host: str
    path: str
    method: Optional[str] = None
    times: int = 1
    status: int = 0
    headers: Dict[str, str] = field(default_factory=dict)
    body: Optional[bytes] = None
    cut: bool = False
    hold: Optional[Hold] = None

    def fits(self, seen: Seen) -> bool:
        return (
            self.times > 0
            and self.host in ("", seen.host)
            and self.method in (None, seen.method)
            and re.search(self.path, seen.path, re.IGNORECASE) is not None
        )


class Faults:
    def __init__(self) -> None:
        self._faults: List[Fault] = []

    def add(self, host: str = "", path: str = "", **more: Any) -> Fault:
        """`status`, `headers`, `body` answer; `cut=True` ends the connection inside an answer; `hold` waits."""
        self._faults.append(Fault(host, path, **more))
        return self._faults[-1]

    def slow(self, host: str = "", path: str = "", **more: Any) -> Hold:
        """The next request that fits waits until the hold is released."""
        hold = Hold()
        self.add(host, path, hold=hold, **more)
        return hold

    def clear(self) -> None:
        for fault in self._faults:
            if fault.hold is not None:
                fault.hold.release()
        self._faults.clear()

    def take(self, seen: Seen) -> Optional[Fault]:
        for fault in self._faults:
            if fault.fits(seen):
                fault.times -= 1
                return fault
        return None


class Credential:
    """What azure-identity's credentials look like from outside."""

    def __init__(self, double: "AzureDouble") -> None:
        self._double = double

    def get_token(self, *scopes: str, **_: Any) -> Any:
        from azure.core.credentials import AccessToken

        return AccessToken(self._double.issue(scopes[0]), int(time.time()) + 3600)


class AzureDouble:
    """See the module."""

    def __init__(self, *, page_size: int = 3) -> None:
        self.state = State()
        self.faults = Faults()
        self.requests: List[Seen] = []
        self.page_size = page_size
        self.retry_after = "0"
        self.auto = False
        self.signed_in = True
        self.ws = WS
        self._tokens: Dict[str, Tuple[str, float]] = {}
        self._servers: List[tornado.httpserver.HTTPServer] = []
        self._ports: Dict[str, int] = {}
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._started.wait(20), "the double did not start"
        self._fill()

    def __enter__(self) -> "AzureDouble":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    # -- where it is

    def url(self, host: str) -> str:
        return f"http://127.0.0.1:{self._ports[host]}"

    @property
    def arm_url(self) -> str:
        return self.url("arm")

    @property
    def data_url(self) -> str:
        return self.url("data")

    @property
    def blob_url(self) -> str:
        return self.url("blob")

    @property
    def login_url(self) -> str:
        return self.url("login")

    def environment(self) -> Dict[str, str]:
        """With these, azure-identity signs in here; the secret is one that must be seen nowhere else."""
        return {"IDENTITY_ENDPOINT": f"{self.login_url}/msi/token", "IDENTITY_HEADER": IDENTITY_SECRET}

    def config(self) -> Dict[str, str]:
        """The content of a config.json."""
        parts = self.ws.split("/")
        return {"subscription_id": parts[2], "resource_group": parts[4], "workspace_name": parts[8]}

    # -- who may come in

    def credential(self) -> Credential:
        return Credential(self)

    def issue(self, scope: str) -> str:
        """A token for a scope or resource. RuntimeError when signed out."""
        if not self.signed_in:
            raise RuntimeError("signed out")
        audience = scope.replace("/.default", "").rstrip("/")
        token = f"{TOKEN_MARK}{secrets.token_hex(12)}"
        self._tokens[token] = (audience, time.time() + 3600)
        return token

    def expire_tokens(self) -> None:
        self._tokens = {token: (audience, 0.0) for token, (audience, _) in self._tokens.items()}

    def sign_out(self) -> None:
        self.signed_in = False
        self.expire_tokens()

    def allows(self, token: str, audiences: Tuple[str, ...]) -> bool:
        audience, end = self._tokens.get(token, ("", 0.0))
        return audience in audiences and end > time.time()

    def count(self, host: str, path: str, method: Optional[str] = None) -> int:
        """How many requests fitted so far."""
        fault = Fault(host, path, method)
        return sum(fault.fits(seen) for seen in self.requests)

    # -- what moves by itself, if wanted

    def look(self, job: Job) -> None:
        if self.auto and job.status == "CancelRequested":
            self.state.move(job.name, "Canceled")
        elif self.auto and job.status in COURSE[:-1] and job.properties.get("jobType") != "Base":
            self.state.move(job.name, COURSE[COURSE.index(job.status) + 1])

    def close(self) -> None:
        self.faults.clear()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)

    def _fill(self) -> None:
        state = self.state
        state.add_compute("cpu-cluster", nodes=2)
        state.add_datastore("workspaceblobstore", state.files_container, default=True)
        state.add_datastore("workspaceartifactstore", ARTIFACTS)
        state.add_datastore("workspacefilestore", "azureml-filestore-1", kind="AzureFile")
        for store in state.datastores.values():
            store["endpoint"] = self.blob_url.removeprefix("http://")

    def _serve(self) -> None:
        from tests.azure import arm, blob, data, login

        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        for host, module in (("arm", arm), ("data", data), ("blob", blob), ("login", login)):
            sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
            self._ports[host] = sockets[0].getsockname()[1]
            routes = [(pattern, handler, {"double": self, "host": host}) for pattern, handler in module.routes()]
            application = tornado.web.Application(
                [*routes, (r".*", Nothing, {"double": self, "host": host})], log_function=lambda _: None
            )
            server = tornado.httpserver.HTTPServer(application)
            server.add_sockets(sockets)
            self._servers.append(server)
        self._loop.call_soon(self._started.set)
        try:
            self._loop.run_forever()
        finally:
            for server in self._servers:
                server.stop()
            self._loop.run_until_complete(self._end())
            self._loop.close()

    async def _end(self) -> None:
        for server in self._servers:
            await server.close_all_connections()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()


class Handler(tornado.web.RequestHandler):
    """Faults first, then the doors, then the answer."""

    audiences: Tuple[str, ...] = ()

    def initialize(self, double: AzureDouble, host: str) -> None:
        self.double, self.host, self.state = double, host, double.state

    def compute_etag(self) -> None:
        return None

    @property
    def params(self) -> Dict[str, str]:
        return dict(parse_qsl(self.request.query, keep_blank_values=True))

    async def prepare(self) -> None:
        request = self.request
        seen = Seen(self.host, request.method, request.path, self.params, dict(request.headers), request.body)
        self.double.requests.append(seen)
        fault = self.double.faults.take(seen)
        if fault is not None:
            await self._suffer(fault)
        if not self._finished and not self.admitted():
            self.refuse()

    async def _suffer(self, fault: Fault) -> None:
        if fault.hold is not None:
            await fault.hold.wait()
        if fault.cut:
            stream = self.request.connection.detach()
            await stream.write(
                b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"value": ['
            )
            stream.close()
            self._finished = True
        elif fault.status:
            self.set_status(fault.status)
            for name, value in fault.headers.items():
                self.set_header(name, value)
            code = {429: "TooManyRequests", 503: "ServiceUnavailable"}.get(fault.status, "Injected")
            self.finish(fault.body if fault.body is not None else {"error": {"code": code, "message": "injected"}})

    def admitted(self) -> bool:
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        return scheme == "Bearer" and self.double.allows(token, self.audiences)

    def refuse(self) -> None:
        self.set_header(
            "WWW-Authenticate", 'Bearer authorization_uri="https://login.windows.net/x", error="invalid_token"'
        )
        self.say(401, "InvalidAuthenticationToken", "The access token is invalid.")

    def say(self, status: int, code: str, message: str) -> None:
        self.set_status(status)
        self.finish({"error": {"code": code, "message": message}})

    def answer(self, body: Any, status: int = 200, **headers: str) -> None:
        self.set_status(status)
        for name, value in headers.items():
            self.set_header(name.replace("_", "-"), value)
        if body is None:
            self.finish()
        else:
            self.set_header("Content-Type", "application/json; charset=utf-8")
            self.finish(tornado.escape.json_encode(body))

    def json(self) -> Dict[str, Any]:
        return tornado.escape.json_decode(self.request.body) if self.request.body else {}

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.say(status_code, "InternalServerError" if status_code >= 500 else "UserError", self._reason)

    def listed(self, values: List[Any], body_name: str = "value") -> None:
        """One page; the rest behind a nextLink with a $skipToken."""
        params = self.params
        begin = int(params.get("$skipToken", params.get("%24skipToken", "0")))
        end = begin + self.double.page_size
        page: Dict[str, Any] = {body_name: values[begin:end]}
        if end < len(values):
            query = "&".join(f"{k}={v}" for k, v in params.items() if k != "$skipToken")
            page["nextLink"] = f"{self.double.url(self.host)}{self.request.path}?{query}&$skipToken={end}"
        self.answer(page)


class Nothing(Handler):
    """What Azure does not have."""

    def admitted(self) -> bool:
        return True

    def _none(self) -> None:
        self.say(404, "NotFound", f"{self.request.method} {self.request.path}")

    get = put = post = patch = delete = head = _none
