"""Points of the metric log as MLflow's metrics, both ways."""

import math
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

from amlwidgets.faces.numbers import json_number
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.experiment_face import millis
from amlwidgets.service.mlflow.rules import check_name
from amlwidgets.store.metrics import SeriesPoints


class Point(NamedTuple):
    """One value of a metric; `moment` in milliseconds since 1970."""

    moment: int
    step: int
    value: float

    @property
    def rank(self) -> float:
        """Where the value stands among those of one moment and step: NaN as 0, as in MLflow's own store."""
        return 0.0 if math.isnan(self.value) else self.value


def mlflow_metric(name: str, point: Point) -> Dict[str, Any]:
    """The metric, JSON-ready: NaN and the infinities as texts, as protocol buffers have them."""
    return {"key": name, "value": json_number(point.value), "timestamp": point.moment, "step": point.step}


def parse_metric(arguments: Arguments) -> Tuple[str, float, int, float]:
    """The name, value, step and time in seconds of a metric that is logged."""
    return (
        check_name("metric", arguments.text("key")),
        arguments.real("value"),
        arguments.whole("step", 0),
        arguments.whole("timestamp", least=0) / 1000,
    )


def history(series: SeriesPoints) -> List[Point]:
    """All points by moment, step and value; a point that was logged twice (a client that tried again) once."""
    points = map(Point, map(millis, series.times), series.steps, series.values)
    return sorted(_distinct(points), key=lambda point: (point.moment, point.step, point.rank))


def _distinct(points: Any) -> List[Point]:
    # repr tells apart what == does not (0.0 and -0.0) and finds NaN equal to itself.
    return list({(point.moment, point.step, repr(point.value)): point for point in points}.values())


def latest(series: SeriesPoints) -> Point:
    """The point of the largest step; of several the last by moment, then the largest."""
    columns = series.columns
    step = max(columns.steps)
    places: Sequence[int] = [columns.steps.index(step)]
    if columns.steps.count(step) > 1:
        places = [place for place, each in enumerate(columns.steps) if each == step]
    points = [Point(millis(columns.times[place]), step, columns.values[place]) for place in places]
    return max(points, key=lambda point: (point.moment, point.rank))


def later(one: Point, other: Point) -> Point:
    """Which of two points counts as the last one."""
    return max(one, other, key=lambda point: (point.step, point.moment, point.rank))
