"""What goes into a step and comes out: bindings of data to names, and definitions of ports of modules."""

from typing import Any, Dict, List, Optional

from amlwidgets.sdk import arguments

MODES = ("mount", "download", "upload", "direct", "hdfs")


class InputPortBinding:
    """Data under a name and a mode, as the input of a step."""

    def __init__(
        self,
        name: str,
        bind_object: Any = None,
        bind_mode: str = "mount",
        path_on_compute: Optional[str] = None,
        overwrite: Optional[bool] = None,
        is_resource: bool = False,
        additional_transformations: Any = None,
        **kwargs: Any,
    ) -> None:
        self.name = arguments.text("name", name)
        self.bind_object = bind_object
        self.bind_mode = arguments.one_of("bind_mode", bind_mode, MODES)
        self.path_on_compute = path_on_compute
        self.overwrite = overwrite
        self.is_resource = is_resource
        self.additional_transformations = additional_transformations
        arguments.unknown("InputPortBinding", kwargs)

    def as_resource(self) -> "InputPortBinding":
        """The same, as a file beside the script."""
        return InputPortBinding(
            self.name, self.bind_object, self.bind_mode, self.path_on_compute, self.overwrite, is_resource=True
        )

    def __str__(self) -> str:
        return f"$AZUREML_DATAREFERENCE_{self.name}"

    def __repr__(self) -> str:
        return f"InputPortBinding({self.name!r}, {self.bind_mode})"


class OutputPortBinding:
    """A name and a mode under which a step writes."""

    def __init__(
        self,
        name: str,
        datastore: Any = None,
        output_name: Optional[str] = None,
        bind_mode: str = "mount",
        path_on_compute: Optional[str] = None,
        is_directory: Optional[bool] = None,
        overwrite: Optional[bool] = None,
        data_type: Optional[str] = None,
        pipeline_output_name: Optional[str] = None,
        training_output: Any = None,
        dataset_registration: Any = None,
        dataset_output: Any = None,
    ) -> None:
        self.name = arguments.text("name", name)
        self.datastore = datastore
        self.output_name = output_name or self.name
        self.bind_mode = arguments.one_of("bind_mode", bind_mode, MODES)
        self.path_on_compute = path_on_compute
        self.is_directory = is_directory
        self.overwrite = overwrite
        self.data_type = data_type
        self.pipeline_output_name = pipeline_output_name
        self.training_output = training_output
        self.dataset_registration = dataset_registration
        self.dataset_output = dataset_output

    def __str__(self) -> str:
        return f"$AZUREML_DATAREFERENCE_{self.output_name}"


class _PortDef:
    """The definition of a port of a module."""

    name: str

    def to_json(self) -> Dict[str, Any]:
        """What is said of it."""
        return {name: arguments.recordable(value) for name, value in vars(self).items() if value is not None}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class InputPortDef(_PortDef):
    """An input of a module."""

    def __init__(
        self,
        name: str,
        data_types: Optional[List[str]] = None,
        default_datastore_mode: Optional[str] = None,
        default_path_on_compute: Optional[str] = None,
        is_optional: bool = False,
        default_overwrite: Optional[bool] = None,
        default_data_reference_name: Optional[str] = None,
        is_resource: bool = False,
        label: Optional[str] = None,
        additional_transformations: Any = None,
        **kwargs: Any,
    ) -> None:
        self.name = arguments.text("name", name)
        self.data_types = data_types or ["AnyFile", "AnyDirectory"]
        self.default_datastore_mode = _mode(default_datastore_mode)
        self.default_path_on_compute = default_path_on_compute
        self.is_optional = is_optional
        self.default_overwrite = default_overwrite
        self.default_data_reference_name = default_data_reference_name or self.name
        self.is_resource = is_resource
        self.label = label or self.name
        self.additional_transformations = additional_transformations
        arguments.unknown("InputPortDef", kwargs)


class OutputPortDef(_PortDef):
    """An output of a module."""

    def __init__(
        self,
        name: str,
        default_datastore_name: Optional[str] = None,
        default_datastore_mode: Optional[str] = None,
        default_path_on_compute: Optional[str] = None,
        is_directory: bool = False,
        data_type: Optional[str] = None,
        default_overwrite: Optional[bool] = None,
        training_output: Any = None,
        label: Optional[str] = None,
    ) -> None:
        self.name = arguments.text("name", name)
        self.default_datastore_name = default_datastore_name
        self.default_datastore_mode = _mode(default_datastore_mode)
        self.default_path_on_compute = default_path_on_compute
        self.is_directory = is_directory
        self.data_type = data_type or ("AnyDirectory" if is_directory else "AnyFile")
        self.default_overwrite = default_overwrite
        self.training_output = training_output
        self.label = label or self.name


def _mode(given: Any) -> Optional[str]:
    return None if given is None else arguments.one_of("default_datastore_mode", given, MODES)


class Bindable:
    """Data that becomes the input of a step, called `name` when it is given no other one."""

    name: str

    def as_input(self, input_name: str) -> InputPortBinding:
        """As an input of another name."""
        return self.create_input_binding(arguments.text("input_name", input_name))

    def as_mount(self, input_name: Optional[str] = None) -> InputPortBinding:
        """As a mounted input."""
        return self.create_input_binding(input_name, "mount")

    def as_download(
        self,
        input_name: Optional[str] = None,
        path_on_compute: Optional[str] = None,
        overwrite: Optional[bool] = None,
    ) -> InputPortBinding:
        """As a downloaded input."""
        return self.create_input_binding(input_name, "download", path_on_compute, overwrite)

    def create_input_binding(
        self,
        input_name: Optional[str] = None,
        mode: Optional[str] = None,
        path_on_compute: Optional[str] = None,
        overwrite: Optional[bool] = None,
    ) -> InputPortBinding:
        """As an input of a step."""
        return InputPortBinding(input_name or self.name, self, mode or "mount", path_on_compute, overwrite)
