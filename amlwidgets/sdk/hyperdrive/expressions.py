"""The search space of one parameter: v1's expressions, which are lists and can be drawn from.

The formulas are those of Azure ML's reference of search spaces: `quniform` is
`round(uniform(min, max) / q) * q`, `loguniform` is `exp(uniform(min, max))`, and so on.
"""

import math
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Sequence

from amlwidgets.sdk import arguments
from amlwidgets.sdk.hyperdrive.exceptions import HyperDriveConfigException

if TYPE_CHECKING:
    from random import Random


class Expression(List[Any]):
    """`[method, [value, ...]]`, as v1 writes it and the service reads it."""

    @property
    def method(self) -> str:
        """The name of the distribution."""
        return str(self[0])

    @property
    def values(self) -> List[Any]:
        """Its options, or its bounds in the order of its arguments."""
        return list(self[1])

    @property
    def options(self) -> List[Any]:
        """All values it can take. Raises HyperDriveConfigException for one without an end."""
        if self.method == "choice":
            return list(self[1][0])
        if self.method == "randint":
            return list(range(self[1][0]))
        raise HyperDriveConfigException(f"{self.method} is {self[1]!r}; expected choice, which can be counted.")

    def sample(self, random: "Random") -> Any:
        """A value, drawn with a generator of random numbers."""
        return _DRAW[self.method](random, self[1])


def expression(argument: str, given: Any) -> Expression:
    """An expression that came as one or as the list of one. Raises HyperDriveConfigException."""
    if isinstance(given, (list, tuple)) and len(given) == 2 and given[0] in _DRAW:
        return Expression(given)
    message = f"{argument} is {given!r}; expected an expression such as choice(1, 2) or uniform(0, 1)."
    raise HyperDriveConfigException(message)


def choice(*options: Any) -> Expression:
    """One of the options: given one by one, or as one list or range."""
    only = options[0] if len(options) == 1 else None
    listed = list(only) if isinstance(only, (list, tuple, range)) else list(options)
    if not listed:
        raise HyperDriveConfigException(f"options is {options!r}; expected at least one value to choose from.")
    return Expression(["choice", [listed]])


@arguments.raised_as(HyperDriveConfigException)
def randint(upper: int) -> Expression:
    """A whole number from 0 to `upper`, which is left out."""
    return Expression(["randint", [arguments.whole("upper", upper, 1)]])


def uniform(min_value: float, max_value: float) -> Expression:
    """Evenly between two values."""
    return Expression(["uniform", _bounds(min_value, max_value)])


def quniform(min_value: float, max_value: float, q: float) -> Expression:
    """As `uniform`, in steps of `q`."""
    return Expression(["quniform", [*_bounds(min_value, max_value), _step(q)]])


def loguniform(min_value: float, max_value: float) -> Expression:
    """E to a power that is even between two values: the logarithm is what is even."""
    return Expression(["loguniform", _bounds(min_value, max_value)])


def qloguniform(min_value: float, max_value: float, q: float) -> Expression:
    """As `loguniform`, in steps of `q`."""
    return Expression(["qloguniform", [*_bounds(min_value, max_value), _step(q)]])


def normal(mu: float, sigma: float) -> Expression:
    """Around `mu`, with the standard deviation `sigma`."""
    return Expression(["normal", _spread(mu, sigma)])


def qnormal(mu: float, sigma: float, q: float) -> Expression:
    """As `normal`, in steps of `q`."""
    return Expression(["qnormal", [*_spread(mu, sigma), _step(q)]])


def lognormal(mu: float, sigma: float) -> Expression:
    """E to a power that is `normal`."""
    return Expression(["lognormal", _spread(mu, sigma)])


def qlognormal(mu: float, sigma: float, q: float) -> Expression:
    """As `lognormal`, in steps of `q`."""
    return Expression(["qlognormal", [*_spread(mu, sigma), _step(q)]])


@arguments.raised_as(HyperDriveConfigException)
def _bounds(low: Any, high: Any) -> List[Any]:
    least = arguments.number("min_value", low)
    if arguments.number("max_value", high) <= least:
        raise arguments.wrong("max_value", high, f"a number above min_value ({low})")
    return [low, high]


@arguments.raised_as(HyperDriveConfigException)
def _spread(mu: Any, sigma: Any) -> List[Any]:
    arguments.number("mu", mu)
    if arguments.number("sigma", sigma, 0) <= 0:
        raise arguments.wrong("sigma", sigma, "a number above 0")
    return [mu, sigma]


@arguments.raised_as(HyperDriveConfigException)
def _step(q: Any) -> Any:
    if arguments.number("q", q, 0) <= 0:
        raise arguments.wrong("q", q, "a number above 0")
    return q


def _stepped(value: float, q: float) -> float:
    return float(round(value / q) * q)


_Values = Sequence[Any]
_DRAW: Dict[str, Callable[["Random", _Values], Any]] = {
    "choice": lambda random, values: random.choice(values[0]),
    "randint": lambda random, values: random.randrange(values[0]),
    "uniform": lambda random, values: random.uniform(values[0], values[1]),
    "quniform": lambda random, values: _stepped(random.uniform(values[0], values[1]), values[2]),
    "loguniform": lambda random, values: math.exp(random.uniform(values[0], values[1])),
    "qloguniform": lambda random, values: _stepped(math.exp(random.uniform(values[0], values[1])), values[2]),
    "normal": lambda random, values: random.gauss(values[0], values[1]),
    "qnormal": lambda random, values: _stepped(random.gauss(values[0], values[1]), values[2]),
    "lognormal": lambda random, values: math.exp(random.gauss(values[0], values[1])),
    "qlognormal": lambda random, values: _stepped(math.exp(random.gauss(values[0], values[1])), values[2]),
}
