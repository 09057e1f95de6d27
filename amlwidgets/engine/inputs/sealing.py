"""Addresses that are signed: what is recorded of a dataset has none, the workspace's secrets have them."""

from typing import Any, Dict, Mapping

from amlwidgets.resources.redaction import redact
from amlwidgets.store.layout import Layout
from amlwidgets.store.web_cache import shown

SCOPE = "dataset"
"""The scope of secrets that these addresses are in."""

_KEPT = "kept"


def is_signed(source: Mapping[str, Any]) -> bool:
    """Whether the address of a source would tell a secret."""
    return "url" in source and redact(source["url"]) != source["url"]


def sealed(definition: Mapping[str, Any], layout: Layout) -> Dict[str, Any]:
    """The definition as it is recorded: signed addresses are kept among the workspace's secrets."""
    return {**definition, "sources": [_sealed(source, layout) for source in definition["sources"]]}


def _sealed(source: Mapping[str, Any], layout: Layout) -> Mapping[str, Any]:
    if not is_signed(source):
        return source
    import hashlib

    from amlwidgets.store.secrets import SecretStore

    name = hashlib.sha256(source["url"].encode()).hexdigest()
    SecretStore(layout).set(SCOPE, name, source["url"])
    return {"url": shown(source["url"]), _KEPT: name}


def address(source: Mapping[str, Any], folder: str) -> str:
    """The address of a source, with its signature. Raises ResourceNotFound when that is gone."""
    if _KEPT not in source or not folder:
        return str(source["url"])
    from amlwidgets.store.secrets import SecretStore

    return SecretStore(Layout(folder)).get(SCOPE, source[_KEPT])
