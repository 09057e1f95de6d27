"""What v1 knows of a model beside ARM's own fields: one property of the asset, which clients carry along."""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.resources.assets import AssetRecord

KIND = "models"
_PROPERTY = "azureml.modelDetails"


@dataclass(frozen=True)
class ModelDetails:
    """`datasets` are dicts of scenario, id, name and version; `files` and `size` (bytes) are what was registered,
    -1 where somebody else registered it.
    """

    framework: str = "Custom"
    framework_version: Optional[str] = None
    run_id: Optional[str] = None
    experiment: Optional[str] = None
    datasets: List[Dict[str, str]] = field(default_factory=list)
    sample_input: Optional[str] = None
    sample_output: Optional[str] = None
    resources: Optional[Dict[str, Any]] = None
    files: int = -1
    size: int = -1


def details_of(asset: AssetRecord) -> ModelDetails:
    """As they were registered; what cannot be read counts as not said."""
    try:
        kept = json.loads(_labels(asset).get(_PROPERTY) or "{}")
    except ValueError:
        kept = {}
    known = {each.name for each in fields(ModelDetails)}
    said = {key: value for key, value in kept.items() if key in known} if isinstance(kept, dict) else {}
    said.setdefault("run_id", asset.properties.get("jobName"))
    return ModelDetails(**said)


def labels_of(asset: AssetRecord) -> Dict[str, str]:
    """The properties that its user gave."""
    return {key: value for key, value in _labels(asset).items() if key != _PROPERTY}


def with_details(labels: Mapping[str, Any], details: ModelDetails) -> Dict[str, Any]:
    """The asset's `properties` of the user's and ours."""
    return {**labels, _PROPERTY: json.dumps(asdict(details))}


def _labels(asset: AssetRecord) -> Dict[str, str]:
    return dict(asset.properties.get("properties") or {})
