"""Dataset: the way to datasets, new ones and those that are registered."""

from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional

from amlwidgets.sdk.collection import Collection
from amlwidgets.sdk.data.datasets.abstract import AbstractDataset
from amlwidgets.sdk.data.datasets.factory import FileDatasetFactory
from amlwidgets.sdk.data.datasets.file_dataset import FileDataset
from amlwidgets.sdk.data.datasets.tabular_dataset import TabularDataset
from amlwidgets.sdk.data.datasets.tabular_factory import TabularDatasetFactory

if TYPE_CHECKING:
    from amlwidgets.resources.assets import AssetRecord
    from amlwidgets.sdk.workspace import Workspace


class Dataset(AbstractDataset):
    """`Dataset.File` and `Dataset.Tabular` make datasets, `get_by_name` and `get_by_id` find registered ones."""

    File = FileDatasetFactory
    Tabular = TabularDatasetFactory

    @staticmethod
    def get_by_name(workspace: "Workspace", name: str, version: Any = "latest", **kwargs: Any) -> Any:
        """A registered dataset, by default its newest version. Raises UserErrorException when there is none."""
        from amlwidgets.sdk import arguments
        from amlwidgets.sdk.data.datasets import registered

        arguments.unknown("Dataset.get_by_name", kwargs)
        return _dataset(workspace, registered.find(workspace, name, version))

    @staticmethod
    def get_by_id(workspace: "Workspace", id: str, **kwargs: Any) -> Any:
        """The dataset of an id, registered or used by a run. Raises UserErrorException when there is none."""
        from amlwidgets.sdk import arguments
        from amlwidgets.sdk.data.datasets import registered

        arguments.unknown("Dataset.get_by_id", kwargs)
        return _dataset(workspace, registered.find_by_id(workspace, id))

    @staticmethod
    def get(workspace: "Workspace", name: Optional[str] = None, id: Optional[str] = None) -> Any:
        """As `get_by_name` or `get_by_id`."""
        if id is not None:
            return Dataset.get_by_id(workspace, id)
        return Dataset.get_by_name(workspace, name or "")

    @staticmethod
    def get_all(workspace: "Workspace") -> Mapping[str, Any]:
        """The registered datasets by name, each in its newest version; read anew with every look."""
        return Collection(lambda: _all(workspace))

    @staticmethod
    def list(workspace: "Workspace") -> Any:
        """The registered datasets, each in its newest version."""
        return [*_all(workspace).values()]


def _all(workspace: "Workspace") -> Dict[str, Any]:
    from amlwidgets.sdk.data.datasets import registered

    return {name: _dataset(workspace, asset) for name, asset in registered.all_newest(workspace).items()}


def _dataset(workspace: "Workspace", asset: "AssetRecord") -> Any:
    from amlwidgets.sdk.data.datasets import registered

    definition = registered.definition_of(asset)
    return dataset_of(definition, workspace, asset)


def dataset_of(
    definition: Mapping[str, Any], workspace: "Optional[Workspace]", asset: "Optional[AssetRecord]" = None
) -> Any:
    """The dataset of a definition, as the class of its kind."""
    kind = TabularDataset if definition["kind"] == "tabular" else FileDataset
    return kind(definition, workspace, asset)
