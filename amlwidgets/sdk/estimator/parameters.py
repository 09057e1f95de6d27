"""The parameters of estimators, in v1's order: notebooks pass them by position too."""

from inspect import Parameter, Signature
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from amlwidgets.resources.errors import ValidationException
from amlwidgets.sdk import arguments

Defaults = Sequence[Tuple[str, Any]]

_SCRIPT: Defaults = [(name, None) for name in ("compute_target", "vm_size", "vm_priority", "entry_script")]
_PARAMS: Defaults = [("script_params", None)]
_NODES: Defaults = [("node_count", 1), ("process_count_per_node", 1)]
_TASKS: Defaults = [("worker_count", 1), ("parameter_server_count", 1)]
_DISTRIBUTION: Defaults = [("distributed_backend", None), ("distributed_training", None), ("use_gpu", False)]
_DOCKER: Defaults = [("use_docker", True)]
_OLD_IMAGE: Defaults = [("custom_docker_base_image", None)]
_PACKAGES: Defaults = [
    ("custom_docker_image", None),
    ("image_registry_details", None),
    ("user_managed", False),
    ("conda_packages", None),
    ("pip_packages", None),
    ("conda_dependencies_file_path", None),
    ("pip_requirements_file_path", None),
    ("conda_dependencies_file", None),
    ("pip_requirements_file", None),
    ("environment_variables", None),
    ("environment_definition", None),
    ("inputs", None),
]
_STORE: Defaults = [("source_directory_data_store", None)]
_LIMITS: Defaults = [("shm_size", None), ("resume_from", None), ("max_run_duration_seconds", None)]
_FRAMEWORK: Defaults = [("framework_version", None), ("_enable_optimized_mode", False)]
_CHECKS: Defaults = [
    ("_disable_validation", True),
    ("_show_lint_warnings", False),
    ("_show_package_warnings", False),
]


def of_estimator(framework: Defaults = (), tasks: Defaults = ()) -> Signature:
    """The signature of Estimator, or of a framework's with what it has beside."""
    head = [*_SCRIPT, *_PARAMS, *_NODES, *tasks, *_DISTRIBUTION, *_DOCKER, *_OLD_IMAGE]
    return _signature([*head, *_PACKAGES, *_STORE, *_LIMITS, *framework, *_CHECKS])


def of_framework() -> Signature:
    """PyTorch's and Chainer's."""
    return of_estimator(_FRAMEWORK)


def of_tensorflow() -> Signature:
    """TensorFlow's, which counts its tasks."""
    return of_estimator(_FRAMEWORK, _TASKS)


def of_sklearn() -> Signature:
    """SKLearn's, which runs on one node."""
    return _signature([*_SCRIPT, *_PARAMS, *_DOCKER, *_PACKAGES, *_LIMITS, *_FRAMEWORK, *_CHECKS])


def _signature(defaults: Defaults) -> Signature:
    kind = Parameter.POSITIONAL_OR_KEYWORD
    optional = [Parameter(name, kind, default=default) for name, default in defaults]
    return Signature([Parameter("source_directory", kind), *optional])


def bind(call: str, signature: Signature, given: Sequence[Any], named: Mapping[str, Any]) -> Dict[str, Any]:
    """The value of each parameter. Unknown names warn and stand under "extra". Raises ValidationException."""
    known = {name: value for name, value in named.items() if name in signature.parameters}
    unknown: List[str] = [name for name in named if name not in known]
    try:
        bound = signature.bind(*given, **known)
    except TypeError as error:
        raise ValidationException(f"{call}: {error}.") from error
    bound.apply_defaults()
    return {**bound.arguments, "extra": arguments.unknown(call, {name: named[name] for name in unknown})}
