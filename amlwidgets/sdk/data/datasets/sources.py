"""The path argument of v1's factories: everything it may be, as sources."""

import os
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from amlwidgets.resources.ids import check_relative
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datapath import DataPath
from amlwidgets.sdk.data.datastore import AbstractDatastore
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.store.web_cache import check_url

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

EXPECTED = "a url, a path, a DataPath, a pair of a datastore and a path in it, or a list of these"
Source = Dict[str, Any]


def sources_of(path: Any) -> "Tuple[List[Source], Optional[Workspace]]":
    """The sources, and the workspace of their datastores. Raises ValidationException for anything else."""
    given = [path] if not isinstance(path, list) else path
    if not given:
        raise arguments.wrong("path", path, EXPECTED)
    workspace: "Optional[Workspace]" = None
    sources: List[Source] = []
    for each in given:
        for datastore, source in _parts(path, each):
            sources.append(source)
            workspace = workspace or getattr(datastore, "workspace", None)
    return sources, workspace


def _parts(path: Any, each: Any) -> List[Tuple[Any, Source]]:
    if isinstance(each, tuple) and len(each) == 2 and isinstance(each[0], AbstractDatastore):
        below = each[1] if isinstance(each[1], list) else [each[1]]
        return [(each[0], in_datastore(each[0], one)) for one in below]
    if isinstance(each, (DataPath, DataReference)) and each.datastore is not None:
        return [(each.datastore, in_datastore(each.datastore, each.path_on_datastore or ""))]
    if isinstance(each, AbstractDatastore):
        return [(each, in_datastore(each, ""))]
    if isinstance(each, (str, os.PathLike)) and os.fspath(each):
        return [(None, _of_text(os.fspath(each)))]
    raise arguments.wrong("path", path, EXPECTED)


def in_datastore(datastore: AbstractDatastore, path: Any) -> Source:
    """A path of a datastore as a source."""
    if not isinstance(path, (str, os.PathLike)):
        raise arguments.wrong("path", path, "a text: the path in the datastore")
    return {"datastore": datastore.name, "path": check_relative(os.fspath(path).lstrip("/"))}


def _of_text(text: str) -> Source:
    scheme = text.partition("://")[0].lower()
    if scheme in ("http", "https"):
        return {"url": check_url(text)}
    if "://" in text and scheme != "file":
        raise arguments.wrong("path", text, "an address that begins with http:// or https://")
    local = text[len("file://") :] if scheme == "file" else text
    return {"path": os.path.abspath(os.path.expanduser(local))}
