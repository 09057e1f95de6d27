"""What inputs, outputs and arguments of steps stand for, and how the definition of a pipeline names them."""

from typing import Any, Dict, List, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.pipeline.data import PipelineData
from amlwidgets.sdk.pipeline.parameters import PipelineParameter

_WRAPPED = ("bind_object", "dataset", "output_config")
"""The attributes by which an input leads to its data."""


def origin(given: Any) -> Any:
    """The data behind an input: the PipelineData or output of a step, or what came from outside."""
    if isinstance(given, tuple) and given:
        return origin(given[0])
    for name in _WRAPPED:
        behind = getattr(given, name, None)
        if behind is not None and behind is not given:
            return origin(behind)
    return given


def writer(given: Any) -> Any:
    """The step that writes what an input reads; None when it comes from outside."""
    return getattr(origin(given), "_written_by", None)


def same(source: Any) -> Any:
    """What copies of an output have in common: `output.as_upload()` is another object of the same name."""
    return ("output", source.name) if hasattr(source, "register_on_complete") else id(source)


def is_step_output(given: Any) -> bool:
    """Whether only a step can write it."""
    return isinstance(given, PipelineData) or hasattr(given, "register_on_complete")


def is_data(given: Any) -> bool:
    """Whether an argument is data and no text, number or parameter."""
    if isinstance(given, (str, int, float, type(None), PipelineParameter)):
        return False
    return (
        isinstance(given, tuple)
        or hasattr(given, "bind_object")
        or hasattr(given, "name")
        or hasattr(given, "data_reference_name")
        or is_step_output(given)
    )


def name_of(given: Any) -> str:
    """The name of an input or output in its step."""
    found = given[0] if isinstance(given, tuple) and given else given
    for attribute in ("input_name", "data_reference_name", "name"):
        name = getattr(found, attribute, None)
        if isinstance(name, str) and name and not (attribute == "input_name" and hasattr(found, "job_input")):
            return name
    return type(found).__name__


def listed(argument: str, given: Any) -> List[Any]:
    """Inputs or outputs as a list. Raises ValidationException for what is no data."""
    if given is None:
        return []
    if not isinstance(given, (list, tuple)):
        raise arguments.wrong(argument, given, "a list of data")
    for each in given:
        parameter = isinstance(each, PipelineParameter)
        if not parameter and not is_data(each):
            raise arguments.wrong(f"an item of {argument}", each, "data such as PipelineData or a dataset")
    return list(given)


def described(given: Any) -> Dict[str, Any]:
    """An input or output as the definition of a pipeline has it."""
    source = origin(given)
    kept: Dict[str, Any] = {"name": name_of(given), "kind": type(source).__name__}
    for name in ("bind_mode", "mode", "path_on_compute", "path_on_datastore"):
        value = getattr(given, name, None)
        if isinstance(value, str):
            kept[name] = value
    datastore = _datastore_of(source)
    if datastore:
        kept["datastore"] = datastore
    if isinstance(source, PipelineData):
        kept["data"] = source.to_json()
    return kept


def _datastore_of(source: Any) -> Optional[str]:
    datastore = getattr(source, "datastore", None)
    name = getattr(datastore, "name", datastore)
    return name if isinstance(name, str) else None


def argument_json(given: Any, outputs: List[Any]) -> Any:
    """An argument of a script: a text, or the name of the input, output or parameter it stands for."""
    if isinstance(given, PipelineParameter):
        return {"parameter": given.name}
    if is_data(given):
        written = any(origin(given) is origin(output) for output in outputs)
        return {"output" if written else "input": name_of(given)}
    return str(given)
