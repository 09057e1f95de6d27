"""Registered datasets as our views show them; official clients have `data`."""

from typing import List

from amlwidgets.backend import Backend
from amlwidgets.engine.inputs.assets import KIND, rank, read_definition
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.service.answer import Answer, listed
from amlwidgets.service.context import Context
from amlwidgets.service.datasets import preview, profiles
from amlwidgets.service.datasets.faces import dataset_face, details, version_face
from amlwidgets.service.routing import WORKSPACE, Request, Route

_DATASETS = f"{WORKSPACE}/datasets"
_DATASET = f"{_DATASETS}/{{name}}"
_VERSION = f"{_DATASET}/versions/{{version}}"


def list_datasets(context: Context, request: Request) -> Answer:
    """All registered datasets by name, each in its newest version."""
    newest = context.workspace(request).newest_assets(KIND)
    return listed([dataset_face(asset, versions) for asset, versions in newest])


def get_dataset(context: Context, request: Request) -> Answer:
    """One dataset in its newest version."""
    versions = _versions(context.workspace(request), request.parts["name"])
    return Answer(200, dataset_face(versions[0], len(versions)))


def list_versions(context: Context, request: Request) -> Answer:
    """The versions of one dataset, newest first."""
    return listed([version_face(asset) for asset in _versions(context.workspace(request), request.parts["name"])])


def _versions(backend: Backend, name: str) -> List[AssetRecord]:
    found = [asset for asset in backend.list_assets(KIND, name) if not _is_hidden(asset)]
    if not found:
        raise _unknown(name)
    return sorted(found, key=lambda asset: rank(asset.version, asset.created), reverse=True)


def _unknown(name: str) -> ResourceNotFound:
    return ResourceNotFound(
        f"There is no dataset {name!r} in the workspace.",
        kind="dataset",
        name=name,
        remedy="It may have been unregistered; its data stays where it is.",
    )


def _is_hidden(asset: AssetRecord) -> bool:
    return bool(asset.properties.get("isAnonymous") or asset.properties.get("isArchived"))


def delete_dataset(context: Context, request: Request) -> Answer:
    """Take every version of a name out of the workspace; the data stays."""
    backend, name = context.workspace(request), request.parts["name"]
    versions = backend.list_assets(KIND, name)
    if not versions:
        raise _unknown(name)
    for asset in versions:
        backend.delete_asset(KIND, name, asset.version)
    return Answer(204)


def get_version(context: Context, request: Request) -> Answer:
    """One version: where its data lies, what is done with it, and the runs that made or read it."""
    backend = context.workspace(request)
    return Answer(200, details(backend, _asset(backend, request)))


def get_preview(context: Context, request: Request) -> Answer:
    """Its first rows, or the first of its files."""
    backend = context.workspace(request)
    return Answer(200, preview.preview(read_definition(_asset(backend, request)), backend, request.asker.check))


def get_profile(context: Context, request: Request) -> Answer:
    """What is in each of its columns."""
    backend = context.workspace(request)
    return Answer(200, profiles.profile(read_definition(_asset(backend, request)), backend, request.asker.check))


def _asset(backend: Backend, request: Request) -> AssetRecord:
    return backend.get_asset(KIND, request.parts["name"], request.parts["version"])


ROUTES = (
    Route("GET", _DATASETS, list_datasets),
    Route("GET", _DATASET, get_dataset, quick=True),
    Route("DELETE", _DATASET, delete_dataset),
    Route("GET", f"{_DATASET}/versions", list_versions),
    Route("GET", _VERSION, get_version),
    Route("GET", f"{_VERSION}/preview", get_preview),
    Route("GET", f"{_VERSION}/profile", get_profile),
)
