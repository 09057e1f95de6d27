"""Topic `metrics`: scalar series as they fit on a screen, and the metrics that are no scalars."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, FrozenSet, List, Optional, Tuple, Union

from amlwidgets.backend import Backend
from amlwidgets.faces.fields import refuse
from amlwidgets.faces.numbers import json_safe
from amlwidgets.resources.errors import ValidationException
from amlwidgets.service import frame
from amlwidgets.service.live.eyes import Wake
from amlwidgets.service.live.hub import Hub
from amlwidgets.service.live.series import MetricSource, Points, Series, columns_of, fitted, within
from amlwidgets.service.live.topic import Topic
from amlwidgets.store.metrics import MetricRecord

if TYPE_CHECKING:
    from amlwidgets.service.live.afar_metrics import AfarMetrics

FRAME_POINTS = 200_000
"""Points after which a frame is closed (4.8 MB); the other series follow in the next."""


@dataclass(frozen=True)
class Wanted:
    """What a page asked for: points a series, the names (None: all), and the window of steps (None: all)."""

    width: int
    names: Optional[FrozenSet[str]] = None
    window: Optional[Tuple[float, float]] = None


@dataclass
class _Shown:
    """How far a page is with one series: arrivals it was shown, and points it holds, of which array."""

    seen: int = 0
    held: int = 0
    of: Optional[Series] = None


class MetricsTopic(Topic):
    """Appends while the page holds no more than twice what it asked for; then replaces."""

    def __init__(
        self,
        id: str,
        hub: Hub,
        wake: Wake,
        backend: Backend,
        run_id: str,
        wanted: Wanted,
        cursor: Optional[str],
    ) -> None:
        super().__init__(id, hub, wake)
        self._backend = backend
        self._run_id = run_id
        self._wanted = wanted
        self._cursor = cursor
        self._began = False
        self._shown: Dict[str, _Shown] = {}
        self._records = 0

    def open(self) -> None:
        """Follow the run's record and its metrics, from the cursor on."""
        self._run = self.join(self._hub.run(self._backend, self._run_id))
        self._source: "Union[MetricSource, AfarMetrics]" = self.join(
            self._hub.metrics(self._backend, self._run_id)
        )
        if self._cursor is not None:
            self._resume(self._cursor)

    def next(self) -> Optional[bytes]:
        """The frame of what is new."""
        if self._run.current().state.ended:
            # The end may be seen before the last points are.
            self._source.poll()
        headers, columns = self._new_series()
        records = self._source.records[self._records :]
        if self._began and not headers and not records:
            return None
        self._began = True
        self._records += len(records)
        header = {
            "id": self.id,
            "type": "metrics",
            "cursor": self._new_cursor(),
            "series": headers,
            "records": [_record(record) for record in records],
        }
        return frame.encode(header, columns)

    @property
    def over(self) -> bool:
        """The run has ended, and `next` found nothing new."""
        return self._run.current().state.ended and self._source.settled

    def _new_series(self) -> Tuple[List[Dict[str, Any]], List[bytes]]:
        headers: List[Dict[str, Any]] = []
        columns: List[bytes] = []
        points = 0
        self.behind = False
        for series in list(self._source.series.values()):
            shown = self._shown.setdefault(series.name, _Shown())
            if shown.of is not series:  # the first time, or it came anew in another order
                shown.seen, shown.of = shown.seen if shown.of is None else 0, series
            if shown.seen == series.count or not self._wants(series.name):
                continue
            if points >= FRAME_POINTS:
                self.behind = True
                break
            mode, new = self._part(series, shown)
            headers.append({**series.summary(), "mode": mode, "count": new.shape[1]})
            columns.append(columns_of(new))
            points += new.shape[1]
        return headers, columns

    def _wants(self, name: str) -> bool:
        return self._wanted.names is None or name in self._wanted.names

    def _part(self, series: Series, shown: _Shown) -> Tuple[str, Points]:
        """What to send of a series that has something new; the page is then up to date with it."""
        wanted = self._wanted
        first = shown.seen == 0
        new = within(series.points[:, shown.seen :], wanted.window) if series.ascending else None
        shown.seen = series.count
        if first or new is None or shown.held + new.shape[1] > 2 * wanted.width:
            new = fitted(within(series.by_step(), wanted.window), wanted.width)
            shown.held = new.shape[1]
            return "replace", new
        shown.held += new.shape[1]
        return "append", new

    def _new_cursor(self) -> str:
        series = {name: [shown.seen, shown.held] for name, shown in self._shown.items() if shown.seen}
        return json.dumps([self._source.order(), self._records, series], separators=(",", ":"))

    def _resume(self, cursor: str) -> None:
        order, records, series = _parsed(cursor)
        self._records = min(records, len(self._source.records))
        if order != self._source.order():
            return  # counted in another order: each series is sent anew
        for name, (seen, held) in series.items():
            known = self._source.series.get(name)
            if known is not None and seen <= known.count:
                self._shown[name] = _Shown(seen, held)


def _record(record: MetricRecord) -> Dict[str, Any]:
    return {
        "name": record.name,
        "kind": record.kind,
        "index": record.index,
        "time": json_safe(record.time),
        "value": json_safe(record.value),
    }


def _parsed(cursor: str) -> Tuple[str, int, Dict[str, Tuple[int, int]]]:
    """A cursor as this module wrote it. Raises ValidationException for any other text."""
    try:
        order, records, series = json.loads(cursor)
        if not isinstance(order, str):
            raise _foreign(cursor)
        counts = {name: (_count(seen), _count(held)) for name, (seen, held) in series.items()}
        return order, _count(records), counts
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _foreign(cursor) from error


def _count(value: Any) -> int:
    if not isinstance(value, int) or value < 0:
        raise TypeError(value)
    return value


def _foreign(cursor: str) -> ValidationException:
    return refuse("cursor", cursor, "the cursor of an earlier metrics frame")
