"""Module: a step that is published for many pipelines."""

from typing import TYPE_CHECKING, Any, Dict, List, NoReturn, Optional, Sequence

from amlwidgets.sdk import arguments
from amlwidgets.sdk.not_executed import NotExecuted
from amlwidgets.sdk.pipeline.published import none_there, not_there
from amlwidgets.sdk.pipeline.shown import Fields, Shown

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class ModuleVersionDescriptor:
    """A version and its id."""

    def __init__(self, version: str, module_version_id: str) -> None:
        self.version = version
        self.module_version_id = module_version_id


class _ModuleNotExecuted(NotExecuted):
    _called = "A module"
    _meanwhile = "Give each pipeline a PythonScriptStep with the same script, inputs and outputs."


class ModuleVersion(Shown, _ModuleNotExecuted):
    """One version of a module."""

    def __init__(
        self, workspace: "Workspace", module_entity: Any, version: str, _module_version_provider: Any = None
    ) -> None:
        self.workspace = workspace
        self.module_entity = module_entity
        self.version = version
        self.module_id = getattr(module_entity, "id", None)

    @staticmethod
    def get(
        workspace: "Workspace", module_version_id: Optional[str] = None, _workflow_provider: Any = None
    ) -> "ModuleVersion":
        """Raises ResourceNotFound: none is published yet."""
        raise not_there(workspace, "module version", module_version_id)

    def _fields(self) -> Fields:
        return [("Module", self.module_id), ("Version", self.version)]


class Module(Shown, _ModuleNotExecuted):
    """A step by name. None is published yet."""

    def __init__(
        self,
        workspace: "Workspace",
        module_id: str,
        name: str,
        description: Optional[str],
        status: str,
        default_version: Optional[str],
        module_version_list: Optional[Sequence[ModuleVersionDescriptor]],
        _module_provider: Any = None,
        _module_version_provider: Any = None,
    ) -> None:
        self.workspace = workspace
        self.id = module_id
        self.name = arguments.text("name", name)
        self.description = description
        self.status = status
        self.default_version = default_version
        self._versions = list(module_version_list or [])

    @staticmethod
    def create(
        workspace: "Workspace", name: str, description: Optional[str], _workflow_provider: Any = None
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        arguments.text("name", name)
        Module.refuse("created")

    @staticmethod
    def get(
        workspace: "Workspace",
        module_id: Optional[str] = None,
        name: Optional[str] = None,
        _workflow_provider: Any = None,
    ) -> "Module":
        """Raises ResourceNotFound: none is published yet."""
        raise not_there(workspace, "module", name or module_id)

    @staticmethod
    def get_versions(
        workspace: "Workspace", name: str, _workflow_provider: Any = None
    ) -> List[ModuleVersionDescriptor]:
        """The versions of a module: none yet."""
        return none_there(workspace)

    def publish_python_script(
        self,
        script_name: str,
        description: Optional[str],
        inputs: Sequence[Any],
        outputs: Sequence[Any],
        params: Optional[Dict[str, Any]] = None,
        create_sequencing_ports: bool = True,
        version: Optional[str] = None,
        is_default: bool = False,
        source_directory: Any = None,
        hash_paths: Optional[Sequence[str]] = None,
        category: Optional[str] = None,
        arguments: Optional[Sequence[Any]] = None,
        runconfig: Any = None,
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("published")

    def publish(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("published")

    publish_adla_script = publish_azure_batch = publish

    def get_default_version(self) -> Optional[str]:
        """The version that is taken when none is said."""
        return self.default_version

    def module_version_list(self) -> List[ModuleVersionDescriptor]:
        """The versions."""
        return list(self._versions)

    def _fields(self) -> Fields:
        return [("Name", self.name), ("Id", self.id), ("Status", self.status)]
