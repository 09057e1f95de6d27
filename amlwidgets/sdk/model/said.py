"""What the user says of a model, checked at the door."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

from amlwidgets.resources.ids import check_name
from amlwidgets.sdk import arguments
from amlwidgets.sdk.model.details import ModelDetails
from amlwidgets.sdk.model.resource_configuration import ResourceConfiguration

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


@dataclass(frozen=True)
class Said:
    """What the user says of a model."""

    name: str
    details: ModelDetails
    tags: Mapping[str, Any]
    properties: Mapping[str, Any]
    description: Optional[str]


def said(
    backend: "Backend",
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
    """v1's arguments, checked. A dataset that nobody registered is kept, so that its id is found."""
    resources = resource_configuration
    if resources is not None:
        resources = arguments.instance("resource_configuration", resources, ResourceConfiguration).serialize()
    details = ModelDetails(
        framework="Custom" if model_framework is None else arguments.text("model_framework", model_framework),
        framework_version=None if model_framework_version is None else str(model_framework_version),
        datasets=references(backend, datasets),
        sample_input=dataset_id(backend, "sample_input_dataset", sample_input_dataset),
        sample_output=dataset_id(backend, "sample_output_dataset", sample_output_dataset),
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


def references(backend: "Backend", datasets: Any) -> List[Dict[str, str]]:
    """Pairs of scenario and dataset as they are recorded."""
    if datasets is None:
        return []
    if not isinstance(datasets, (list, tuple)):
        raise arguments.wrong("datasets", datasets, "a list of pairs of a scenario and a dataset")
    return [_reference(backend, pair) for pair in datasets]


def _reference(backend: "Backend", pair: Any) -> Dict[str, str]:
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        raise arguments.wrong("an entry of datasets", pair, "a pair of a scenario and a dataset")
    scenario, dataset = pair
    told = {"scenario": arguments.text("a scenario of datasets", scenario)}
    told["id"] = dataset_id(backend, "a dataset of datasets", dataset) or ""
    return {**told, "name": dataset.name or "", "version": str(dataset.version or "")}


def dataset_id(backend: "Backend", argument: str, dataset: Any) -> Optional[str]:
    """The id of a dataset, or of None."""
    from amlwidgets.sdk.data.datasets.abstract import AbstractDataset
    from amlwidgets.sdk.data.datasets.registered import keep_anonymous

    if dataset is None:
        return None
    if not isinstance(dataset, AbstractDataset):
        raise arguments.wrong(argument, dataset, "a Dataset")
    return dataset.id if dataset.name else keep_anonymous(backend, dataset.definition)
