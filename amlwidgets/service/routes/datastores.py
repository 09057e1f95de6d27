"""Datastores and the files in them."""

import os
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, BinaryIO, Dict, Iterator, Mapping

from amlwidgets.backend import Backend
from amlwidgets.faces.datastore import arm_datastore, container_of, official_datastore, parse_datastore
from amlwidgets.faces.fields import refuse
from amlwidgets.faces.file import folder_entry
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.service.answer import Answer, FileContent, listed
from amlwidgets.service.context import Context
from amlwidgets.service.links import RUNS_CONTAINER, Links
from amlwidgets.service.routing import WORKSPACE, Request, Route
from amlwidgets.service.signing import READ, WRITE

_DATASTORES = f"{WORKSPACE}/datastores"
_DATASTORE = f"{_DATASTORES}/{{name}}"
_CONTENT = f"{_DATASTORE}/content/{{path...}}"

RUNS_STORE = DatastoreRecord(
    "workspaceartifactstore", "AzureBlob", "", container_name=RUNS_CONTAINER, protected=True
)
"""The files of all runs as a datastore: official clients download through it; nothing else lists it."""


def list_datastores(context: Context, request: Request) -> Answer:
    """All datastores by name; `isDefault` lists the default one, or all others."""
    backend, stores = context.workspace(request), context.workspace(request).list_datastores()
    if "isDefault" in request.query:
        wanted = _flag(request.query, "isDefault", default=True)
        stores = [store for store in stores if store.is_default == wanted]
    return listed([_shown(context, request, backend, store) for store in stores])


def _shown(context: Context, request: Request, backend: Backend, store: DatastoreRecord) -> Dict[str, Any]:
    if not request.official:
        return arm_datastore(backend.workspace, store)
    return official_datastore(backend.workspace, store, Links.of(context, request, backend.workspace).account)


def get_datastore(context: Context, request: Request) -> Answer:
    """One datastore."""
    backend, name = context.workspace(request), request.parts["name"]
    store = RUNS_STORE if name == RUNS_STORE.name and request.official else backend.get_datastore(name)
    return Answer(200, _shown(context, request, backend, store))


def put_datastore(context: Context, request: Request) -> Answer:
    """Register a folder (201), or change a datastore (200)."""
    backend, name = context.workspace(request), request.parts["name"]
    try:
        present = backend.get_datastore(name)
    except ResourceNotFound:
        present = None
    wanted = parse_datastore(name, request.body, present)
    if not wanted.path:
        wanted = replace(wanted, path=_folder_of_its_own(backend, wanted.name))
    made = backend.put_datastore(wanted, overwrite=_flag(request.query, "overwrite", default=True))
    return Answer(200 if present else 201, _shown(context, request, backend, made))


def _folder_of_its_own(backend: Backend, name: str) -> str:
    """A datastore that is elsewhere for its official client is, here, a folder of the workspace."""
    path = os.path.join(backend.workspace.folder, "datastores", name)
    os.makedirs(path, exist_ok=True)
    return path


def list_secrets(context: Context, request: Request) -> Answer:
    """A signed query for the datastore's container, for an hour: the only secret there is."""
    backend, name = context.workspace(request), request.parts["name"]
    container = RUNS_CONTAINER if name == RUNS_STORE.name else container_of(backend.get_datastore(name))
    permission = READ if container == RUNS_CONTAINER else READ + WRITE
    url = Links.of(context, request, backend.workspace).signed_container(container, permission)
    return Answer(200, {"secretsType": "Sas", "sasToken": url.partition("?")[2]})


def check_datastore(context: Context, request: Request) -> Answer:
    """Whether it can be reached and read; the answer's error says why not."""
    context.workspace(request).check_datastore(request.parts["name"])
    return Answer(200, {})


def delete_datastore(context: Context, request: Request) -> Answer:
    """Unregister; the data stays."""
    context.workspace(request).delete_datastore(request.parts["name"])
    return Answer(204)


def list_files(context: Context, request: Request) -> Answer:
    """One folder of a datastore."""
    path = check_relative(request.query.get("path", ""))
    entries = context.workspace(request).list_files(request.parts["name"], path)
    return Answer(200, {"path": path, "value": [folder_entry(entry) for entry in entries]})


def get_content(context: Context, request: Request) -> Answer:
    """The bytes of a file."""
    path = request.parts["path"]
    return Answer(200, FileContent.of(context.workspace(request).open_file(request.parts["name"], path), path))


def put_content(context: Context, request: Request) -> Answer:
    """A file that `upload` has written."""
    path = check_relative(request.parts["path"])
    found = list(context.workspace(request).walk_files(request.parts["name"], path))
    return Answer(201, folder_entry(found[0]) if found else folder_entry(FileEntry(path, 0, 0.0)))


@contextmanager
def upload(context: Context, request: Request) -> Iterator[BinaryIO]:
    """A file to write a request's body into; it appears whole when the block ends without an exception."""
    overwrite = _flag(request.query, "overwrite", default=True)
    backend, name, path = context.workspace(request), request.parts["name"], request.parts["path"]
    with backend.write_file(name, path, overwrite=overwrite) as file:
        yield file


def delete_content(context: Context, request: Request) -> Answer:
    """Remove a file, or a folder with all in it."""
    context.workspace(request).delete_file(request.parts["name"], request.parts["path"])
    return Answer(204)


def _flag(query: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = query.get(name)
    if text is None:
        return default
    if text.lower() not in ("true", "false", "1", "0"):
        raise refuse(name, text, "true or false")
    return text.lower() in ("true", "1")


ROUTES = (
    Route("GET", _DATASTORES, list_datastores, quick=True),
    Route("GET", _DATASTORE, get_datastore, quick=True),
    Route("PUT", _DATASTORE, put_datastore),
    Route("DELETE", _DATASTORE, delete_datastore),
    Route("POST", f"{_DATASTORE}/listSecrets", list_secrets),
    Route("POST", f"{_DATASTORE}/check", check_datastore),
    Route("GET", f"{_DATASTORE}/files", list_files),
    Route("GET", _CONTENT, get_content, quick=True),
    Route("PUT", _CONTENT, put_content, upload=upload),
    Route("DELETE", _CONTENT, delete_content),
)
