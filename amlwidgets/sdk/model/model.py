"""Model: files with a name and a version, in a workspace."""

from typing import TYPE_CHECKING, Any, List, Mapping, NoReturn, Optional, Sequence

from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import NotSupported
from amlwidgets.sdk import arguments
from amlwidgets.sdk.model import fetching, keeping, lookup, registration, said
from amlwidgets.sdk.model.changes import ModelChanges
from amlwidgets.sdk.model.local_path import model_path as local_model_path
from amlwidgets.sdk.model.resource_configuration import ResourceConfiguration
from amlwidgets.sdk.webservice.serving import Servable

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class Framework:
    """What a model was made with. Other words are kept as they are given."""

    CUSTOM = "Custom"
    MULTI = "Multi"
    ONNX = "Onnx"
    PYTORCH = "PyTorch"
    SCIKITLEARN = "ScikitLearn"
    TENSORFLOW = "TensorFlow"


class Model(ModelChanges, Servable):
    """A registered model: of a name its highest version, or the one that is asked for; of an id that one; else the
    newest with these tags, properties, run or framework. Raises ModelNotFoundException.
    """

    Framework = Framework

    def __init__(
        self,
        workspace: "Workspace",
        name: Optional[str] = None,
        id: Optional[str] = None,
        tags: Any = None,
        properties: Any = None,
        version: Any = None,
        run_id: Optional[str] = None,
        model_framework: Optional[str] = None,
        expand: bool = True,
        **kwargs: Any,
    ) -> None:
        from amlwidgets.sdk.workspace import Workspace

        arguments.unknown("Model", kwargs)
        self.workspace: Workspace = arguments.instance("workspace", workspace, Workspace)
        self._asset = lookup.find(workspace.backend, name, id, version, tags, properties, run_id, model_framework)

    @classmethod
    def of_asset(cls, workspace: "Workspace", asset: AssetRecord) -> "Model":
        """The model of a record that was just read."""
        model = cls.__new__(cls)
        model.workspace = workspace
        model._asset = asset
        return model

    # -- where models come from ------------------------------------------------------------------------------

    @staticmethod
    def register(
        workspace: "Workspace",
        model_path: Any,
        model_name: str,
        tags: Any = None,
        properties: Any = None,
        description: Optional[str] = None,
        datasets: Any = None,
        model_framework: Optional[str] = None,
        model_framework_version: Optional[str] = None,
        child_paths: Optional[Sequence[Any]] = None,
        sample_input_dataset: Any = None,
        sample_output_dataset: Any = None,
        resource_configuration: Optional[ResourceConfiguration] = None,
        **kwargs: Any,
    ) -> "Model":
        """Copy a file or folder into the workspace as the next version of a name.

        Of a folder `child_paths` takes only those files. Raises ModelPathNotFoundException when nothing is there.
        """
        from amlwidgets.sdk.workspace import Workspace

        arguments.unknown("Model.register", kwargs)
        checked: Workspace = arguments.instance("workspace", workspace, Workspace)
        told = said.said(
            checked.backend,
            model_name,
            tags,
            properties,
            description,
            datasets,
            model_framework,
            model_framework_version,
            sample_input_dataset,
            sample_output_dataset,
            resource_configuration,
        )
        return registration.register_local(checked, told, model_path, child_paths)

    @staticmethod
    def list(
        workspace: "Workspace",
        name: Optional[str] = None,
        tags: Any = None,
        properties: Any = None,
        run_id: Optional[str] = None,
        latest: bool = False,
        dataset_id: Optional[str] = None,
        expand: bool = True,
        page_count: int = 255,
        model_framework: Optional[str] = None,
    ) -> "List[Model]":
        """The models that fit, newest first; with `latest` the highest version of each name.

        `tags` and `properties` are keys, and pairs of key and value. All of the list is read whatever
        `page_count` is.
        """
        found = lookup.matching(
            workspace.backend,
            name,
            tags=tags,
            properties=properties,
            run_id=run_id,
            framework=model_framework,
            dataset_id=dataset_id,
            latest=latest,
        )
        return [Model.of_asset(workspace, asset) for asset in found]

    @staticmethod
    def get_model_path(model_name: str, version: Any = None, _workspace: "Optional[Workspace]" = None) -> str:
        """The path of a model's file or folder on this machine, of the highest version unless one is asked for.

        In a web service that is below AZUREML_MODEL_DIR. With `_workspace`, and in a job, the model is brought
        from the workspace to `azureml-models/<name>/<version>`; else it must be there already. Raises
        ModelNotFoundException.
        """
        name = arguments.text("model_name", model_name)
        return local_model_path(name, None if version is None else str(version), _workspace)

    @staticmethod
    def deserialize(workspace: "Workspace", model_payload: Mapping[str, Any]) -> "Model":
        """The model that `serialize` described, as it is now. Raises ModelNotFoundException."""
        payload = arguments.instance("model_payload", model_payload, Mapping)
        return Model(workspace, id=payload.get("id"))

    # -- its files -------------------------------------------------------------------------------------------

    def download(self, target_dir: Any = ".", exist_ok: bool = False, exists_ok: Optional[bool] = None) -> str:
        """Copy its file or folder into a folder; returns its path there.

        Raises WebserviceException for what is there already, unless `exist_ok`; StoreDamaged when files are gone.
        """
        folder = arguments.path("target_dir", target_dir)
        overwrite = exist_ok if exists_ok is None else exists_ok
        return fetching.fetch(self.workspace.backend, self._asset, folder, overwrite=bool(overwrite))

    def get_sas_urls(self) -> NoReturn:
        """Raises NotSupported."""
        raise NotSupported(
            "The files of a model have no URLs of their own here.",
            remedy="model.download(target_dir) copies them.",
        )

    def delete(self) -> None:
        """Remove this version, with its files where nobody else has them."""
        backend = self.workspace.backend
        backend.delete_asset(self._asset.kind, self.name, self._asset.version)
        keeping.discard_files(backend, self._asset)
