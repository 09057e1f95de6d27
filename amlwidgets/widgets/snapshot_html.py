"""The static snapshot: what nbconvert, GitHub and mail readers show of a run.

Self-contained HTML without script, link or address. Everything that comes from a run is text and escaped.
"""

from collections.abc import Sequence
from datetime import datetime, timezone
from html import escape
from itertools import pairwise
from typing import Any

from amlwidgets.widgets.chart_svg import PALETTE, Series, line_chart
from amlwidgets.widgets.picture import Picture
from amlwidgets.widgets.record_html import record_html
from amlwidgets.widgets.snapshot_style import STYLE
from amlwidgets.widgets.wording import number, seconds

_PHASES = ("Preparing", "Queued", "Running", "Finalizing")
_SHORTEST = 0.05
"""Seconds below which a phase is not worth a word."""


def snapshot_html(pictures: Sequence[Picture]) -> str:
    """All runs of one view: heads, then charts with one line a run, then records and logs."""
    heads = "".join(_head(picture.document) for picture in pictures)
    several = len(pictures) > 1
    return (
        f'<div class="amlw"><style>{STYLE}</style>{heads}{_legend(pictures) if several else ""}'
        f"{_charts(pictures)}{''.join(_log(picture, named=several) for picture in pictures)}</div>"
    )


def _head(document: dict[str, Any]) -> str:
    own_name = document["name"] if document["name"] != document["id"] else document["experiment"]
    facts = [
        document["experiment"] if own_name != document["experiment"] else "",
        document["target"],
        f"{document['nodeCount']} nodes" if document["nodeCount"] > 1 else "",
        _elapsed(document),
    ]
    shown = " · ".join(escape(str(fact)) for fact in facts if fact)
    return (
        f"<h3>{escape(document['state'])} · {escape(own_name)}</h3>"
        f'<p><code>{escape(document["id"])}</code> <span class="amlw-quiet">{shown}</span></p>'
        f"{_phases(document)}{_error(document)}"
    )


def _elapsed(document: dict[str, Any]) -> str:
    start, end = _moment(document["started"]), _moment(document["ended"])
    return seconds(end - start) if start is not None and end is not None else ""


def _phases(document: dict[str, Any]) -> str:
    """How long each phase took, as far as the run has come."""
    entered = sorted((moment, state) for state, text in document["times"].items() if (moment := _moment(text)))
    spans = [
        f"{state} {seconds(after - moment)}"
        for (moment, state), (after, _) in pairwise(entered)
        if state in _PHASES and after - moment >= _SHORTEST
    ]
    return f'<p class="amlw-quiet">{escape(" · ".join(spans))}</p>' if spans else ""


def _moment(text: str | None) -> float | None:
    if not text:
        return None
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc).timestamp()


def _error(document: dict[str, Any]) -> str:
    error = document["error"]
    if not error:
        return ""
    remedy = f"<p>{escape(error['remedy'])}</p>" if error["remedy"] else ""
    return f'<div class="amlw-error"><strong>{escape(error["message"])}</strong>{remedy}</div>'


def _legend(pictures: Sequence[Picture]) -> str:
    entries = (
        f'<span style="color:{PALETTE[i % len(PALETTE)]}">■</span> {escape(picture.document["name"])}'
        for i, picture in enumerate(pictures)
    )
    return f"<p>{' '.join(entries)}</p>"


def _charts(pictures: Sequence[Picture]) -> str:
    names = dict.fromkeys(series.name for picture in pictures for series in picture.series)
    cards = [_card(name, [_series(picture, name) for picture in pictures]) for name in names]
    cards += [record_html(record) for picture in pictures for record in picture.records]
    return f'<div class="amlw-grid">{"".join(cards)}</div>' if cards else ""


def _series(picture: Picture, name: str) -> Series | None:
    return next((series for series in picture.series if series.name == name), None)


def _card(name: str, lines: Sequence[Series | None]) -> str:
    """A metric: its chart, its last value and its bounds. Of a single point the value says it all."""
    found = [series for series in lines if series is not None]
    bounds = f"min {number(min(s.low for s in found))} · max {number(max(s.high for s in found))}"
    chart = line_chart(name, [series.points if series else [] for series in lines])
    plain = all(series.total == 1 for series in found)
    return (
        f'<div class="amlw-card"><h4><span>{escape(name)}</span><span>{number(found[-1].last)}</span></h4>'
        f'{"" if plain else chart}<p class="amlw-quiet">{bounds}</p></div>'
    )


def _log(picture: Picture, *, named: bool) -> str:
    if not picture.log:
        return ""
    title = f"<p>{escape(picture.document['name'])}</p>" if named else ""
    return f"{title}<pre>{escape(chr(10).join(picture.log))}</pre>"
