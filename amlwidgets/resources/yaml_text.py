"""YAML, for files and texts that are written by people. PyYAML is loaded when it is needed: jobs may lack it."""

from typing import Any

from amlwidgets.resources.errors import UserErrorException


def load(text: str, what: str) -> Any:
    """The value of a text. Raises UserErrorException, naming `what` it is, for one that is no YAML."""
    yaml = _library()
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UserErrorException(f"{what} is no valid YAML: {error}") from error


def dump(value: Any) -> str:
    """A value as a text, in the order it has."""
    return str(_library().safe_dump(value, sort_keys=False, allow_unicode=True, default_flow_style=False))


def _library() -> Any:
    try:
        import yaml
    except ImportError as error:
        raise UserErrorException(
            "YAML is read and written with PyYAML, which this Python does not have.",
            remedy="Add pyyaml to the environment, or do this in the notebook.",
        ) from error
    return yaml
