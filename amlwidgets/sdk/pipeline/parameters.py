"""Values of a pipeline that a submission may change."""

import re
from typing import Any, Dict, Optional

from amlwidgets.sdk import arguments

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PLAIN = (str, int, float, bool, type(None))


class PipelineParameter:
    """A value by name. The default is a text, a number, a bool, or data: a DataPath or a dataset."""

    def __init__(self, name: str, default_value: Any) -> None:
        self.name = checked_name("name", name)
        if isinstance(default_value, (list, tuple, dict, set)):
            raise arguments.wrong("default_value", default_value, "a text, a number, a bool or data")
        self.default_value = default_value

    def to_json(self) -> Dict[str, Any]:
        """Its name and its default."""
        plain = isinstance(self.default_value, _PLAIN)
        return {"name": self.name, "default": self.default_value if plain else str(self.default_value)}

    def __repr__(self) -> str:
        return f"PipelineParameter(name={self.name!r}, default_value={self.default_value!r})"


class TrainingOutput:
    """The metrics or the model of a training step, as data for other steps."""

    def __init__(
        self,
        type: str,
        iteration: Optional[int] = None,
        metric: Optional[str] = None,
        model_file: Optional[str] = None,
    ) -> None:
        self.type = arguments.one_of("type", type, ("Metrics", "Model"))
        if iteration is not None and metric is not None:
            raise arguments.wrong("iteration", iteration, f"None, as metric ({metric!r}) is given")
        self.iteration = None if iteration is None else arguments.whole("iteration", iteration)
        self.metric = metric
        self.model_file = model_file

    def to_json(self) -> Dict[str, Any]:
        """What it is."""
        return {name: value for name, value in vars(self).items() if value is not None}


def checked_name(argument: str, value: Any) -> str:
    """Letters, digits and '_', beginning with no digit."""
    if isinstance(value, str) and _NAME.match(value):
        return value
    raise arguments.wrong(argument, value, "letters, digits and '_', beginning with a letter")
