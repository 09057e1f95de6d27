"""A real Jupyter server with our extension, on a free port, in folders of its own."""

import asyncio
import json
import os

import pytest
from pytest_jupyter.jupyter_server import *  # noqa: F403 - its fixtures and hooks, for this folder alone
from tornado.httpclient import HTTPClientError

from amlwidgets.backend import open_workspace
from amlwidgets.service import frame

PATIENCE = 60
"""Seconds for what comes at once where nothing else keeps the machine busy."""


@pytest.fixture
def jp_server_config():
    return {"ServerApp": {"jpserver_extensions": {"amlwidgets_server": True}}}


@pytest.fixture
def backend(home):
    opened = open_workspace()
    yield opened
    opened.close()


@pytest.fixture
def ws(backend):
    """The path of the default workspace below the server's base URL."""
    return "amlwidgets" + backend.workspace.arm_id


@pytest.fixture
def call(jp_serverapp, http_server_client, jp_auth_header, jp_base_url):
    """One request with a raw path, as it goes over the wire; returns (status, JSON or bytes, headers)."""

    async def request(method, path, body=None, *, headers=None, raw=False):
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        try:
            response = await http_server_client.fetch(
                jp_base_url + path,
                method=method,
                body=body,
                headers=dict(jp_auth_header) if headers is None else headers,
                allow_nonstandard_methods=True,
                follow_redirects=False,
                decompress_response=False,
            )
        except HTTPClientError as error:
            if error.response is None:
                raise
            response = error.response
        is_json = "json" in response.headers.get("Content-Type", "") and not raw
        content = json.loads(response.body) if is_json and response.body else response.body
        return response.code, content, response.headers

    return request


@pytest.fixture
def run(backend):
    """A run that this process performs."""
    return backend.start_interactive("digits")


@pytest.fixture
def write(backend, run):
    """Appends to a file of the run."""

    def append(text, name="user_logs/std_log.txt"):
        path = os.path.join(backend.run_folder(run.run_id), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "ab") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    return append


@pytest.fixture
def live(jp_ws_fetch, backend, jp_asyncio_loop):
    """Opens live sockets; closes them after the test."""
    opened = []

    async def connect(**kwargs):
        page = Page(await jp_ws_fetch("amlwidgets", "live", **kwargs), backend.workspace.arm_id)
        opened.append(page)
        return page

    yield connect
    # Closing asks for the current loop; a test before this one may have taken it away (asyncio.run does).
    asyncio.set_event_loop(jp_asyncio_loop)
    for page in opened:
        page.socket.close()


class Page:
    """The page's end of a live socket."""

    def __init__(self, socket, workspace):
        self.socket = socket
        self.workspace = workspace

    def subscription(self, topic, id="1", **more):
        return {"type": "subscribe", "id": id, "topic": topic, "workspace": self.workspace, **more}

    async def subscribe(self, topic, id="1", **more):
        await self.send(self.subscription(topic, id, **more))

    async def send(self, message):
        text = message if isinstance(message, (str, bytes)) else json.dumps(message)
        await self.socket.write_message(text, binary=isinstance(message, bytes))

    async def receive(self, timeout=PATIENCE):
        """The next message: a dict, bytes, or None when the socket was closed."""
        message = await asyncio.wait_for(self.socket.read_message(), timeout)
        return json.loads(message) if isinstance(message, str) else message

    async def until(self, fits, timeout=PATIENCE):
        """The first message that fits; everything before it is dropped."""

        async def search():
            while True:
                message = await self.receive(timeout)
                if message is None or fits(message):
                    return message

        return await asyncio.wait_for(search(), timeout)

    async def metrics(self):
        """The next metrics frame: its header and its columns."""
        return frame.decode(await self.until(lambda message: isinstance(message, bytes)))
