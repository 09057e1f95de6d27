"""The gateway's process: serves the socket it was given, until nobody asks or its engine ends."""

import asyncio
import logging
import os
import socket
from typing import Any

from tornado import web
from tornado.httpserver import HTTPServer

from amlwidgets.backend import open_folder
from amlwidgets.engine.gatekeeper import idle_seconds
from amlwidgets.engine.tracking import read_token
from amlwidgets.gateway.handlers import IDLE, TOKEN, ArtifactHandler, NothingHandler, TrackingHandler
from amlwidgets.gateway.idle import Idle
from amlwidgets.gateway.replies import ROOT, ROUTER
from amlwidgets.gateway.tracking import ARTIFACT, TRACKING
from amlwidgets.service.router import Router
from amlwidgets.service.workspaces import only
from amlwidgets.store.layout import Layout

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes of a request that is no file: MLflow's batches are far below."""

_ENGINE = 0
"""Standard input: a pipe whose other end the engine holds and never writes to."""


async def serve(folder: str, descriptor: int) -> None:
    """Serve one workspace. Raises WorkspaceException and OSError."""
    token = read_token(Layout(folder))
    if token is None:
        raise SystemExit("There is no token to ask for.")
    idle = Idle(idle_seconds())
    server = HTTPServer(_application(folder, token, idle), max_body_size=LARGEST_BODY)
    door = socket.socket(fileno=descriptor)
    door.setblocking(False)
    asyncio.get_running_loop().add_reader(_ENGINE, idle.over.set)
    server.add_socket(door)
    await idle.over.wait()
    # The socket stays the engine's: who comes now waits there for the next gateway.
    server.stop()
    await server.close_all_connections()


def _application(folder: str, token: str, idle: Idle) -> web.Application:
    router = Router(only(open_folder(folder)))
    routes: Any = [
        (f"/{ROOT}{ARTIFACT}", ArtifactHandler),
        (f"/{ROOT}{TRACKING}", TrackingHandler),
        (".*", NothingHandler),
    ]
    settings: Any = {ROUTER: router, TOKEN: token, IDLE: idle}
    return web.Application(routes, log_function=_log, **settings)


def _log(handler: web.RequestHandler) -> None:
    """What fails is the log's business; what is asked is the run's."""
    if handler.get_status() >= 500:
        logging.getLogger("gateway").error(
            "%s %s: %d", handler.request.method, handler.request.path, handler.get_status()
        )


def begin(folder: str, descriptor: int, engine: int) -> None:
    """Be the gateway of an engine, which may have ended already."""
    from amlwidgets.engine.launcher.spawn import end_with_parent

    end_with_parent()
    if os.getppid() != engine:
        return
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    asyncio.run(serve(folder, descriptor))
