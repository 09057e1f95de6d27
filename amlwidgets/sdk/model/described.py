"""What a model says of itself, and where it comes from."""

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Union

from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.clock import iso
from amlwidgets.sdk.model.details import ModelDetails, details_of, labels_of
from amlwidgets.sdk.model.resource_configuration import ResourceConfiguration

if TYPE_CHECKING:
    from amlwidgets.sdk.run import Run
    from amlwidgets.sdk.workspace import Workspace


class ModelDescribed:
    """A model by its record, as it was last read or changed by this object."""

    workspace: "Workspace"
    _asset: AssetRecord

    @property
    def name(self) -> str:
        """Its name."""
        return self._asset.name

    @property
    def version(self) -> Union[int, str]:
        """Its number; a text where another client gave it a version that is none."""
        return int(self._asset.version) if self._asset.version.isdecimal() else self._asset.version

    @property
    def id(self) -> str:
        """`<name>:<version>`."""
        return f"{self.name}:{self._asset.version}"

    @property
    def tags(self) -> Dict[str, str]:
        """Its tags."""
        return dict(self._asset.properties.get("tags") or {})

    @property
    def properties(self) -> Dict[str, str]:
        """Its properties: they never change."""
        return labels_of(self._asset)

    @property
    def description(self) -> Optional[str]:
        """What it is, in words."""
        return self._asset.properties.get("description")

    @property
    def created_time(self) -> datetime:
        """When it was registered, in UTC."""
        return datetime.fromtimestamp(self._asset.created, timezone.utc)

    @property
    def created_by(self) -> Dict[str, str]:
        """Who registered it: `userName`."""
        return {"userName": self._asset.created_by}

    @property
    def url(self) -> str:
        """Where its files are."""
        return str(self._asset.properties.get("modelUri", ""))

    @property
    def mime_type(self) -> str:
        """What v1 says of models."""
        return "application/x-python"

    @property
    def unpack(self) -> bool:
        """Whether it is a packed folder: files are kept as they are."""
        return False

    @property
    def model_framework(self) -> str:
        """What it was made with: one of Model.Framework, or what was given."""
        return self._details.framework

    @property
    def model_framework_version(self) -> Optional[str]:
        """The version of that."""
        return self._details.framework_version

    @property
    def resource_configuration(self) -> Optional[ResourceConfiguration]:
        """What serving it needs."""
        return ResourceConfiguration.deserialize(self._details.resources)

    @property
    def _details(self) -> ModelDetails:
        return details_of(self._asset)

    # -- where it comes from ---------------------------------------------------------------------------------

    @property
    def run_id(self) -> Optional[str]:
        """The run that made it."""
        return self._details.run_id

    @property
    def run(self) -> "Optional[Run]":
        """The run that made it. Raises ResourceNotFound when that was deleted."""
        from amlwidgets.sdk.run import Run

        return Run.get(self.workspace, self.run_id) if self.run_id else None

    @property
    def experiment_name(self) -> Optional[str]:
        """The experiment of that run."""
        return self._details.experiment

    @property
    def parent_id(self) -> Optional[str]:
        """The model it was made of: nothing tells it."""
        return None

    @property
    def datasets(self) -> Dict[str, List[Any]]:
        """The datasets it was made with, by scenario; what is registered no more is left out."""
        from amlwidgets.sdk.model.lineage import datasets_of

        return datasets_of(self.workspace, self._details)

    @property
    def sample_input_dataset(self) -> Any:
        """Data that shows what goes in."""
        from amlwidgets.sdk.model.lineage import dataset_of

        return dataset_of(self.workspace, self._details.sample_input)

    @property
    def sample_output_dataset(self) -> Any:
        """Data that shows what comes out."""
        from amlwidgets.sdk.model.lineage import dataset_of

        return dataset_of(self.workspace, self._details.sample_output)

    def serialize(self) -> Dict[str, Any]:
        """As JSON."""
        details = self._details
        return {
            "createdTime": iso(self._asset.created),
            "createdBy": self.created_by,
            "datasets": details.datasets,
            "description": self.description,
            "experimentName": self.experiment_name,
            "framework": self.model_framework,
            "frameworkVersion": self.model_framework_version,
            "id": self.id,
            "mimeType": self.mime_type,
            "name": self.name,
            "properties": self.properties,
            "resourceConfiguration": details.resources,
            "runId": self.run_id,
            "sampleInputDatasetId": details.sample_input,
            "sampleOutputDatasetId": details.sample_output,
            "tags": self.tags,
            "unpack": self.unpack,
            "url": self.url,
            "version": self.version,
        }

    def __repr__(self) -> str:
        return (
            f"Model(workspace={self.workspace!r}, name={self.name}, id={self.id}, version={self.version}, "
            f"tags={self.tags}, properties={self.properties})"
        )
