"""Policies that end children early."""

from typing import Any, Dict, Mapping, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.hyperdrive.exceptions import HyperDriveConfigException


class EarlyTerminationPolicy:
    """A rule by which children are ended that do worse than others."""

    POLICY_NAME = ""

    def __init__(self, name: str, properties: Optional[Mapping[str, Any]] = None) -> None:
        self._name = name
        self._properties = dict(properties or {})

    def to_json(self) -> Dict[str, Any]:
        """As v1 writes it."""
        document: Dict[str, Any] = {"name": self._name}
        return {**document, "properties": dict(self._properties)} if self._properties else document

    def to_rule(self) -> Optional[Dict[str, Any]]:
        """As Azure ML's jobs write it; None for no rule."""
        camel = {_camel(name): value for name, value in self._properties.items()}
        return {"policyType": self._name, **camel}

    @property
    def evaluation_interval(self) -> int:
        """After how many values of the primary metric the rule is asked again."""
        return int(self._properties.get("evaluation_interval", 0))

    @property
    def delay_evaluation(self) -> int:
        """Before how many values the rule is not asked."""
        return int(self._properties.get("delay_evaluation", 0))

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self._properties.items())
        return f"{type(self).__name__}({given})"


class BanditPolicy(EarlyTerminationPolicy):
    """Ends a child whose distance from the best is above `slack_factor` (a ratio) or `slack_amount`."""

    POLICY_NAME = "Bandit"

    @arguments.raised_as(HyperDriveConfigException)
    def __init__(
        self,
        evaluation_interval: int = 1,
        slack_factor: Optional[float] = None,
        slack_amount: Optional[float] = None,
        delay_evaluation: int = 0,
    ) -> None:
        if (slack_factor is None) == (slack_amount is None):
            given = f"{slack_factor!r} and slack_amount {slack_amount!r}"
            raise HyperDriveConfigException(f"slack_factor is {given}; expected one of the two.")
        name = "slack_amount" if slack_factor is None else "slack_factor"
        slack = arguments.number(name, slack_amount if slack_factor is None else slack_factor, 0)
        super().__init__(self.POLICY_NAME, {**_interval(evaluation_interval, delay_evaluation), name: slack})

    @property
    def slack_factor(self) -> Optional[float]:
        """The ratio to the best that is allowed; None when an amount is."""
        return self._properties.get("slack_factor")

    @property
    def slack_amount(self) -> Optional[float]:
        """The difference from the best that is allowed; None when a ratio is."""
        return self._properties.get("slack_amount")


class MedianStoppingPolicy(EarlyTerminationPolicy):
    """Ends a child whose best is below the median of the averages of all."""

    POLICY_NAME = "MedianStopping"

    @arguments.raised_as(HyperDriveConfigException)
    def __init__(self, evaluation_interval: int = 1, delay_evaluation: int = 0) -> None:
        super().__init__(self.POLICY_NAME, _interval(evaluation_interval, delay_evaluation))


class TruncationSelectionPolicy(EarlyTerminationPolicy):
    """Ends the worst `truncation_percentage` of the children."""

    POLICY_NAME = "TruncationSelection"

    @arguments.raised_as(HyperDriveConfigException)
    def __init__(
        self, truncation_percentage: int, evaluation_interval: int = 1, delay_evaluation: int = 0
    ) -> None:
        share = arguments.whole("truncation_percentage", truncation_percentage, 1)
        if share > 99:
            raise arguments.wrong("truncation_percentage", truncation_percentage, "a whole number from 1 to 99")
        interval = _interval(evaluation_interval, delay_evaluation)
        super().__init__(self.POLICY_NAME, {**interval, "truncation_percentage": share})

    @property
    def truncation_percentage(self) -> int:
        """The share that is ended, in percent."""
        return int(self._properties["truncation_percentage"])


class NoTerminationPolicy(EarlyTerminationPolicy):
    """Every child comes to its own end."""

    POLICY_NAME = "Default"

    def __init__(self) -> None:
        super().__init__(self.POLICY_NAME)

    def to_rule(self) -> Optional[Dict[str, Any]]:
        """Azure ML's jobs leave it out."""
        return None


def _interval(evaluation_interval: Any, delay_evaluation: Any) -> Dict[str, Any]:
    return {
        "evaluation_interval": arguments.whole("evaluation_interval", evaluation_interval, 1),
        "delay_evaluation": arguments.whole("delay_evaluation", delay_evaluation),
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
