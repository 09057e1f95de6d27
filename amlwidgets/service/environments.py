"""The environment that a job names: what was registered under that name, or Azure's curated one."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.backend import Backend
from amlwidgets.faces.environment import KIND, curated_json, environment_json
from amlwidgets.resources.assets import AssetRecord


def named_environment(backend: Backend, named: Mapping[str, Any]) -> Dict[str, Any]:
    """The whole environment of a `name` and `version`; one that nobody registered stays a name, and the run has
    the interpreter of the workspace. Raises UserErrorException for a conda file that is none.
    """
    name, _, label = str(named.get("name") or "").partition("@")
    version = None if label else named.get("version")
    found = _find(backend.list_assets(KIND, name), version) if name else None
    if found is not None:
        return environment_json(found)
    return curated_json(name) or dict(named)


def _find(versions: List[AssetRecord], version: Optional[str]) -> Optional[AssetRecord]:
    """The version, or the newest without one; lists come newest first."""
    return next((asset for asset in versions if version in (None, "", "latest", asset.version)), None)
