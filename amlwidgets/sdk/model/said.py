"""What the user says of a model, checked at the door."""

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.resources.ids import check_name
from amlwidgets.sdk import arguments
from amlwidgets.sdk.model.details import ModelDetails
from amlwidgets.sdk.model.resource_configuration import ResourceConfiguration


@dataclass(frozen=True)
class Said:
    """What the user says of a model."""

    name: str
    details: ModelDetails
    tags: Mapping[str, Any]
    properties: Mapping[str, Any]
    description: Optional[str]


def said(
    model_name: Any,
    tags: Any = None,
    properties: Any = None,
    description: Any = None,
    datasets: Any = None,
    model_framework: Any = None,
    model_framework_version: Any = None,
    sample_input_dataset: Any = None,
    sample_output_dataset: Any = None,
    resource_configuration: Any = None,
) -> Said:
    """v1's arguments, checked."""
    resources = resource_configuration
    if resources is not None:
        resources = arguments.instance("resource_configuration", resources, ResourceConfiguration).serialize()
    details = ModelDetails(
        framework="Custom" if model_framework is None else arguments.text("model_framework", model_framework),
        framework_version=None if model_framework_version is None else str(model_framework_version),
        datasets=references(datasets),
        sample_input=dataset_id("sample_input_dataset", sample_input_dataset),
        sample_output=dataset_id("sample_output_dataset", sample_output_dataset),
        resources=resources,
    )
    if description is not None and not isinstance(description, str):
        raise arguments.wrong("description", description, "a text")
    return Said(
        check_name(model_name, "model_name"),
        details,
        texts("tags", tags),
        texts("properties", properties),
        description,
    )


def texts(argument: str, value: Any) -> Dict[str, str]:
    """Tags or properties as they are kept."""
    return {key: text or "" for key, text in arguments.string_map(argument, value).items()}


def references(datasets: Any) -> List[Dict[str, str]]:
    """Pairs of scenario and dataset as they are recorded."""
    expected = "a list of pairs of a scenario and a registered dataset"
    if datasets is None:
        return []
    if not isinstance(datasets, (list, tuple)):
        raise arguments.wrong("datasets", datasets, expected)
    found = []
    for pair in datasets:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise arguments.wrong("an entry of datasets", pair, "a pair of a scenario and a registered dataset")
        scenario, dataset = pair
        told = {"scenario": arguments.text("a scenario of datasets", scenario)}
        told["id"] = dataset_id("a dataset of datasets", dataset) or ""
        for key in ("name", "version"):
            told[key] = str(getattr(dataset, key, None) or "")
        found.append(told)
    return found


def dataset_id(argument: str, dataset: Any) -> Optional[str]:
    """The id of a dataset, or of None."""
    if dataset is None:
        return None
    found = getattr(dataset, "id", None)
    if not found:
        raise arguments.wrong(argument, dataset, "a dataset that is registered")
    return str(found)
