"""Managed identities of a cluster, in ARM's words. In an embedded workspace they are recorded."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.sdk import arguments

_TYPES = ("SystemAssigned", "UserAssigned")


def identity_of(identity_type: Optional[str], identity_id: Any) -> Dict[str, Any]:
    """ARM's `identity` of v1's two arguments; empty for none."""
    if identity_type is None and not identity_id:
        return {}
    with arguments.raised_as(ComputeTargetException):
        kind = arguments.one_of("identity_type", identity_type, _TYPES)
    ids = _ids(identity_id)
    if bool(ids) != (kind == "UserAssigned"):
        expected = "a list of ARM ids" if kind == "UserAssigned" else "None with SystemAssigned"
        raise ComputeTargetException(f"identity_id is {identity_id!r}; expected {expected}.")
    return {"type": kind, **({"userAssignedIdentities": {one: {} for one in ids}} if ids else {})}


def with_identity(present: Mapping[str, Any], identity_type: Optional[str], identity_id: Any) -> Dict[str, Any]:
    """The identity after one more was given."""
    added = identity_of(identity_type, identity_id)
    ids = {**_assigned(present), **_assigned(added)}
    kinds = [kind for kind in _TYPES if kind in f"{present.get('type', '')},{added.get('type', '')}"]
    return {"type": ",".join(kinds), **({"userAssignedIdentities": ids} if ids else {})}


def without_identity(present: Mapping[str, Any], identity_id: Any) -> Dict[str, Any]:
    """The identity after one was taken; without an id the one of the system, or all there are."""
    gone = _ids(identity_id) or ["[system]"]
    unknown = [one for one in gone if one != "[system]" and one not in _assigned(present)]
    if unknown:
        known = ", ".join(_assigned(present)) or "none"
        raise ComputeTargetException(f"identity_id is {identity_id!r}; expected identities it has: {known}.")
    ids: Dict[str, Any] = {one: {} for one in _assigned(present) if one not in gone}
    system = "SystemAssigned" in str(present.get("type", "")) and "[system]" not in gone
    kinds = [kind for kind, there in zip(_TYPES, (system, bool(ids))) if there]
    return {"type": ",".join(kinds) or "None", **({"userAssignedIdentities": ids} if ids else {})}


def _assigned(identity: Mapping[str, Any]) -> Dict[str, Any]:
    return dict(identity.get("userAssignedIdentities") or {})


def _ids(given: Any) -> List[str]:
    ids = [given] if isinstance(given, str) else list(given or ())
    return [str(one) for one in ids]
