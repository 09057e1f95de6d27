"""How a sweep chooses the values of its parameters."""

from itertools import islice, product
from random import Random
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple

from amlwidgets.sdk import arguments
from amlwidgets.sdk.hyperdrive.exceptions import (
    HyperDriveConfigException,
    HyperDriveScenarioNotSupportedException,
)
from amlwidgets.sdk.hyperdrive.expressions import Expression, expression

Values = Dict[str, Any]
"""A value for each parameter."""


class HyperParameterSampling:
    """A parameter space and the way through it."""

    SAMPLING_NAME = ""
    _RULE_TYPE = ""
    """The name of the way in Azure ML's jobs."""

    def __init__(
        self,
        sampling_method_name: str,
        parameter_space: Mapping[str, Any],
        properties: Optional[Mapping[str, Any]] = None,
        supported_distributions: Optional[Tuple[str, ...]] = None,
        distributions_validators: Any = None,
    ) -> None:
        self._name = sampling_method_name
        self._space = _checked_space(parameter_space)
        self._properties = dict(properties or {})
        for name, given in self._space.items():
            if supported_distributions is not None and given.method not in supported_distributions:
                known = ", ".join(supported_distributions)
                raise HyperDriveScenarioNotSupportedException(
                    f"parameter_space[{name!r}] is {given.method}; expected one of {known} "
                    f"with {type(self).__name__}."
                )

    @property
    def parameter_space(self) -> Dict[str, Expression]:
        """The expression of each parameter."""
        return dict(self._space)

    def draw(self, random: Optional[Random] = None) -> Iterator[Values]:
        """Values for one child after the other. Raises HyperDriveNotImplementedException where results decide."""
        raise NotImplementedError

    def to_json(self) -> Dict[str, Any]:
        """As v1 writes it."""
        space = {name: list(given) for name, given in self._space.items()}
        document: Dict[str, Any] = {"name": self._name, "parameter_space": space}
        return {**document, "properties": self._properties} if self._properties else document

    def to_rule(self) -> Dict[str, Any]:
        """As Azure ML's jobs write it."""
        seed = self._properties.get("seed")
        rule: Dict[str, Any] = {"samplingAlgorithmType": self._RULE_TYPE}
        return rule if seed is None else {**rule, "seed": seed}


class RandomParameterSampling(HyperParameterSampling):
    """Drawn anew for each child. `properties={"seed": 7}` makes the draws the same each time."""

    SAMPLING_NAME = "RANDOM"
    _RULE_TYPE = "Random"

    def __init__(self, parameter_space: Mapping[str, Any], properties: Optional[Mapping[str, Any]] = None) -> None:
        super().__init__(self.SAMPLING_NAME, parameter_space, properties)

    def sample(self, random: Optional[Random] = None) -> Values:
        """The values of one child."""
        return next(self.draw(random))

    def draw(self, random: Optional[Random] = None) -> Iterator[Values]:
        """Values for one child after the other, without end."""
        source = random or Random(self._properties.get("seed"))
        while True:
            yield {name: given.sample(source) for name, given in self._space.items()}


class GridParameterSampling(HyperParameterSampling):
    """Every combination of options once."""

    SAMPLING_NAME = "GRID"
    _RULE_TYPE = "Grid"

    def __init__(self, parameter_space: Mapping[str, Any], properties: Optional[Mapping[str, Any]] = None) -> None:
        super().__init__(self.SAMPLING_NAME, parameter_space, properties, ("choice",))

    def __len__(self) -> int:
        """How many combinations there are."""
        count = 1
        for given in self._space.values():
            count *= len(given.options)
        return count

    def draw(self, random: Optional[Random] = None) -> Iterator[Values]:
        """The combinations; the last parameter changes fastest."""
        for values in product(*(given.options for given in self._space.values())):
            yield dict(zip(self._space, values))

    def sample(self, random: Optional[Random] = None) -> Values:
        """One combination, drawn."""
        source = random or Random()
        return next(islice(self.draw(), source.randrange(len(self)), None))


class BayesianParameterSampling(HyperParameterSampling):
    """Values that follow from the results of earlier children."""

    SAMPLING_NAME = "BayesianOptimization"
    _RULE_TYPE = "Bayesian"

    def __init__(self, parameter_space: Mapping[str, Any], properties: Optional[Mapping[str, Any]] = None) -> None:
        known = ("choice", "uniform", "quniform")
        super().__init__(self.SAMPLING_NAME, parameter_space, properties, known)

    def draw(self, random: Optional[Random] = None) -> Iterator[Values]:
        """Raises HyperDriveNotImplementedException: the results of children decide, and none are made yet."""
        from amlwidgets.sdk.hyperdrive.exceptions import HyperDriveNotImplementedException

        raise HyperDriveNotImplementedException(
            "BayesianParameterSampling cannot draw without the results of children.",
            remedy="Use RandomParameterSampling or GridParameterSampling over the same space.",
        )


@arguments.raised_as(HyperDriveConfigException)
def _checked_space(given: Any) -> Dict[str, Expression]:
    if not isinstance(given, Mapping) or not given:
        raise arguments.wrong("parameter_space", given, "a dict such as {'--lr': uniform(0, 1)}")
    return {
        arguments.text("a key of parameter_space", name): expression(f"parameter_space[{name!r}]", value)
        for name, value in given.items()
    }
