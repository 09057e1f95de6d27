"""Datastores and the files in them."""

from contextlib import contextmanager
from typing import Any, BinaryIO, Dict, Iterator, Mapping, Optional

from amlwidgets.backend import Backend
from amlwidgets.faces.client.values import inner
from amlwidgets.faces.datastore import (
    arm_datastore,
    container_of,
    has_official_face,
    is_azures,
    official_datastore,
    parsed_with_secrets,
)
from amlwidgets.faces.datastore_secrets import NONE, arm_secrets
from amlwidgets.faces.fields import refuse
from amlwidgets.faces.file import folder_entry
from amlwidgets.resources.errors import ResourceNotFound, UserErrorException
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
    shown = [store for store in stores if has_official_face(store)] if request.official else stores
    return listed([_shown(context, request, backend, store) for store in shown])


def _shown(context: Context, request: Request, backend: Backend, store: DatastoreRecord) -> Dict[str, Any]:
    if not request.official:
        return arm_datastore(backend.workspace, store)
    return official_datastore(backend.workspace, store, Links.of(context, request, backend.workspace).account)


def get_datastore(context: Context, request: Request) -> Answer:
    """One datastore."""
    backend, name = context.workspace(request), request.parts["name"]
    store = RUNS_STORE if name == RUNS_STORE.name and request.official else backend.get_datastore(name)
    if request.official and not has_official_face(store):
        raise ResourceNotFound(
            f"The datastore {name!r} is of the type {store.type}, which Azure ML's API has no word for.",
            remedy="Use it with the v1 SDK: Datastore.get(workspace, name).",
        )
    return Answer(200, _shown(context, request, backend, store))


def put_datastore(context: Context, request: Request) -> Answer:
    """Register a datastore (201), or change one (200)."""
    backend, name = context.workspace(request), request.parts["name"]
    present = _present(backend, name)
    wanted, secrets = parsed_with_secrets(name, _meant(context, request, backend, present), present)
    overwrite = _flag(request.query, "overwrite", default=True)
    made = backend.put_datastore(wanted, secrets, overwrite=overwrite)
    return Answer(200 if present else 201, _shown(context, request, backend, made))


def _present(backend: Backend, name: str) -> Optional[DatastoreRecord]:
    try:
        return backend.get_datastore(name)
    except ResourceNotFound:
        return None


def _meant(context: Context, request: Request, backend: Backend, present: Optional[DatastoreRecord]) -> object:
    """The body; less the place of a datastore that its official client was shown as a container of this server."""
    said = inner(request.body, "properties")
    if present is None or not request.official or is_azures(present):
        return request.body
    if said.get("accountName") != Links.of(context, request, backend.workspace).account:
        return request.body
    return {"properties": {name: value for name, value in said.items() if name in ("description", "tags")}}


def list_secrets(context: Context, request: Request) -> Answer:
    """The secrets of a datastore; of a container of this server a signed query, for an hour."""
    backend, name = context.workspace(request), request.parts["name"]
    store = RUNS_STORE if name == RUNS_STORE.name else backend.get_datastore(name)
    if store is RUNS_STORE or store.path or (request.official and not is_azures(store)):
        return _signed(context, request, backend, store)
    secrets = backend.datastore_secrets(name)
    told = arm_secrets(secrets)
    if request.official:
        if told["secretsType"] == NONE:
            raise UserErrorException(f"The datastore {name!r} has no secrets: it is used by who asks for it.")
        return Answer(200, told)
    return Answer(200, {**told, "secrets": secrets})


def _signed(context: Context, request: Request, backend: Backend, store: DatastoreRecord) -> Answer:
    container = RUNS_CONTAINER if store is RUNS_STORE else container_of(store)
    permission = READ if container == RUNS_CONTAINER else READ + WRITE
    url = Links.of(context, request, backend.workspace).signed_container(container, permission)
    own: Dict[str, Any] = {} if request.official else {"secrets": {}}
    return Answer(200, {"secretsType": "Sas", "sasToken": url.partition("?")[2], **own})


def check_datastore(context: Context, request: Request) -> Answer:
    """Whether it can be reached and read; the answer's error says why not. A body is tried and not kept."""
    backend, name = context.workspace(request), request.parts["name"]
    if not inner(request.body, "properties"):
        backend.check_datastore(name)
        return Answer(200, {})
    wanted, secrets = parsed_with_secrets(name, request.body, _present(backend, name))
    make = _flag(request.query, "make", default=False)
    backend.try_datastore(wanted, secrets, make=make)
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
