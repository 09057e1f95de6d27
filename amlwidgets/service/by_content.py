"""Assets by the hash of their content, which clients look for before they upload the same again.

A row of its own for each hash names the version that came last with it: one look, however much is registered.
"""

import hashlib
from typing import Optional

from amlwidgets.backend import Backend
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceNotFound


def note_content(backend: Backend, asset: AssetRecord) -> None:
    """Remember what was registered with a hash."""
    content = _hash(asset)
    if content is not None:
        place = {"name": asset.name, "version": asset.version}
        backend.put_asset(AssetRecord(_kind(asset.kind), _row(content), properties=place))


def find_content(backend: Backend, kind: str, content: str) -> Optional[AssetRecord]:
    """The version of this content; None when there is none, or no more."""
    try:
        place = backend.get_asset(_kind(kind), _row(content)).properties
        found = backend.get_asset(kind, str(place["name"]), str(place["version"]))
    except ResourceNotFound:
        return None
    return found if _hash(found) == content else None


def _kind(kind: str) -> str:
    return f"{kind}-by-content"


def _row(content: str) -> str:
    # What clients call a hash is a text of theirs: not every text is a name.
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _hash(asset: AssetRecord) -> Optional[str]:
    kept = asset.properties.get("properties")
    found = kept.get("hash_sha256") if isinstance(kept, dict) else None
    return found if isinstance(found, str) else None
