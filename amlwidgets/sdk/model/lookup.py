"""Finding models: by name, id, tags, properties, the run that made them, the data they were made of."""

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Tuple

from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ModelNotFoundException, ResourceNotFound
from amlwidgets.sdk import arguments
from amlwidgets.sdk.model.details import KIND, details_of, labels_of

if TYPE_CHECKING:
    from amlwidgets.backend import Backend

Wanted = Callable[[AssetRecord], bool]


def find(
    backend: "Backend",
    name: Optional[str],
    id: Optional[str],
    version: Any,
    tags: Any,
    properties: Any,
    run_id: Optional[str],
    framework: Optional[str],
) -> AssetRecord:
    """See Model. The newest of those that fit."""
    if id is not None:
        name, version = _split(id)
    if version is not None:
        wanted = arguments.text("name", name), arguments.text("version", str(version))
        return _get(backend, *wanted)
    if name is None and not any((tags, properties, run_id, framework)):
        raise arguments.wrong("name", name, "a model's name, or its id, tags, properties or run_id")
    found = matching(backend, name, tags=tags, properties=properties, run_id=run_id, framework=framework)
    if not found:
        raise _missing(backend, name)
    return max(found, key=order) if name is not None else found[0]


def _split(id: Any) -> Tuple[str, str]:
    name, _, version = arguments.text("id", id).rpartition(":")
    if not name or not version:
        raise arguments.wrong("id", id, "'<name>:<version>'")
    return name, version


def _get(backend: "Backend", name: str, version: str) -> AssetRecord:
    try:
        return backend.get_asset(KIND, name, version)
    except ResourceNotFound as error:
        there = ", ".join(asset.version for asset in backend.list_assets(KIND, name))
        if not there:
            raise _missing(backend, name) from error
        raise ModelNotFoundException(
            f"ModelNotFound: Model with name {name}, version {version} not found in provided workspace",
            remedy=f"Its versions are {there}.",
        ) from error


def _missing(backend: "Backend", name: Optional[str]) -> ModelNotFoundException:
    from difflib import get_close_matches

    if name is None:
        return ModelNotFoundException("ModelNotFound: No model of the workspace has these tags and properties")
    close = get_close_matches(name, sorted({asset.name for asset in backend.list_assets(KIND)}), 3)
    return ModelNotFoundException(
        f"ModelNotFound: Model with name {name} not found in provided workspace",
        remedy=f"Alike are: {', '.join(close)}." if close else "Model.list(workspace) shows all.",
    )


def matching(
    backend: "Backend",
    name: Optional[str] = None,
    *,
    tags: Any = None,
    properties: Any = None,
    run_id: Optional[str] = None,
    framework: Optional[str] = None,
    dataset_id: Optional[str] = None,
    latest: bool = False,
) -> List[AssetRecord]:
    """Those that fit, newest first, without archived ones; with `latest` the highest version of each name."""
    tests: List[Wanted] = [_labelled("tags", tags, _tags), _labelled("properties", properties, labels_of)]
    if run_id is not None:
        tests.append(lambda asset: details_of(asset).run_id == run_id)
    if framework is not None:
        word = arguments.text("model_framework", framework).lower()
        tests.append(lambda asset: details_of(asset).framework.lower() == word)
    if dataset_id is not None:
        tests.append(lambda asset: any(told["id"] == dataset_id for told in details_of(asset).datasets))
    assets = backend.list_assets(KIND, None if name is None else arguments.text("name", name))
    found = [a for a in assets if not a.properties.get("isArchived") and all(test(a) for test in tests)]
    return _latest(found) if latest else found


def _latest(assets: List[AssetRecord]) -> List[AssetRecord]:
    highest: Dict[str, AssetRecord] = {}
    for asset in assets:
        highest[asset.name] = max(highest.get(asset.name, asset), asset, key=order)
    return list(highest.values())


def order(asset: AssetRecord) -> Tuple[int, float]:
    """By number; versions that are no numbers by when they were registered."""
    return (int(asset.version) if asset.version.isdecimal() else 0, asset.created)


def _tags(asset: AssetRecord) -> Mapping[str, Any]:
    return asset.properties.get("tags") or {}


def _labelled(argument: str, given: Any, labels: Callable[[AssetRecord], Mapping[str, Any]]) -> Wanted:
    """What v1 takes as a filter: a key, a dict, or a list of keys and of pairs of key and value."""
    if given is None:
        return lambda _: True
    entries = list(given.items()) if isinstance(given, Mapping) else [given] if isinstance(given, str) else given
    if not isinstance(entries, (list, tuple)):
        raise arguments.wrong(argument, given, "keys, and pairs of key and value")
    pairs = [_pair(argument, entry) for entry in entries]
    return lambda asset: all(
        key in labels(asset) and (value is None or labels(asset)[key] == value) for key, value in pairs
    )


def _pair(argument: str, entry: Any) -> Tuple[str, Optional[str]]:
    if isinstance(entry, str):
        return entry, None
    if isinstance(entry, (list, tuple)) and len(entry) in (1, 2):
        value = None if len(entry) == 1 or entry[1] is None else str(entry[1])
        return arguments.text(f"a key of {argument}", entry[0]), value
    raise arguments.wrong(f"an entry of {argument}", entry, "a key, or a pair of key and value")
