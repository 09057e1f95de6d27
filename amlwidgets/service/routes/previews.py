"""The beginning of a datastore's file, to be looked at."""

import os
from typing import BinaryIO

from amlwidgets.backend import Backend
from amlwidgets.resources.ids import check_relative
from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.preview import preview
from amlwidgets.service.routing import WORKSPACE, Request, Route


def get_preview(context: Context, request: Request) -> Answer:
    """The beginning of a file: text, the first rows of a table, or what else it is."""
    backend, name, path = context.workspace(request), request.parts["name"], check_relative(request.parts["path"])
    with backend.open_file(name, path) as file:
        return Answer(200, preview(file, path, _size(backend, name, path, file)))


def _size(backend: Backend, name: str, path: str, file: BinaryIO) -> int:
    try:
        return os.fstat(file.fileno()).st_size
    except (OSError, AttributeError):  # it is on another machine
        pass
    if file.seekable():
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        return size
    return next((entry.size for entry in backend.walk_files(name, path) if entry.path == path), 0)


ROUTES = (Route("GET", f"{WORKSPACE}/datastores/{{name}}/preview/{{path...}}", get_preview),)
