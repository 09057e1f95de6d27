"""`runs`, `run` and `cancel`."""

from argparse import Namespace
from typing import TYPE_CHECKING

from amlwidgets.magics.verbs.find import find_run
from amlwidgets.magics.verbs.parsing import unknown
from amlwidgets.resources.clock import iso, now
from amlwidgets.resources.records import RunFilter
from amlwidgets.resources.states import RunState
from amlwidgets.widgets.wording import seconds

if TYPE_CHECKING:
    from amlwidgets.magics.verbs.session import Session
    from amlwidgets.resources.records import RunRecord
    from amlwidgets.sdk.run import Run


def list_runs(session: "Session", arguments: Namespace) -> None:
    """The newest runs that fit, one a line."""
    which = RunFilter(
        experiment=arguments.experiment,
        target=arguments.compute,
        states=tuple(_state(word) for word in arguments.state) or None,
        search=arguments.search,
    )
    runs = session.backend.list_runs(which, top=arguments.top)
    if not runs:
        session.say("No runs.")
        return
    session.table(
        ("ID", "STATE", "EXPERIMENT", "COMPUTE", "SUBMITTED", "DURATION"),
        [
            (r.run_id, r.state.value, r.experiment, r.spec.target, short_time(r.created), seconds(duration(r)))
            for r in runs
        ],
    )


def show_run(session: "Session", arguments: Namespace) -> "Run":
    """What is known of one run."""
    record = find_run(session.backend, arguments.run_id)
    session.fields(_facts(record))
    run = session.run(record)
    session.present_run(run)
    return run


def cancel_run(session: "Session", arguments: Namespace) -> None:
    """Ask a run to end."""
    record = find_run(session.backend, arguments.run_id)
    if record.state.ended:
        session.say(f"{record.run_id} has ended already: {record.state.value}.")
        return
    session.backend.cancel(record.run_id)
    session.say(f"{record.run_id} is being canceled.")


def duration(record: "RunRecord") -> float | None:
    """Seconds a run has worked: from its start to its end or to this moment; None before its start."""
    if record.started is None:
        return None
    return (record.ended if record.ended is not None else now()) - record.started


def short_time(moment: float | None) -> str:
    """A moment in UTC to the second: `2026-07-01 09:30:00Z`."""
    text = iso(moment)
    return "" if text is None else f"{text[:10]} {text[11:19]}Z"


def _facts(record: "RunRecord") -> list[tuple[str, object]]:
    error = record.error or {}
    spec = record.spec
    return [
        ("Id", record.run_id),
        ("Name", record.name if record.name != record.run_id else None),
        ("Experiment", record.experiment),
        ("State", record.state.value),
        ("Error", error.get("message")),
        ("Remedy", error.get("remedy")),
        ("Script", spec.script),
        ("Arguments", " ".join(spec.arguments)),
        ("Compute", spec.target),
        ("Nodes", spec.node_count if spec.node_count > 1 else None),
        ("Submitted", short_time(record.created)),
        ("Started", short_time(record.started)),
        ("Ended", short_time(record.ended)),
        ("Duration", seconds(duration(record))),
        ("Tags", ", ".join(f"{k}={v}" if v is not None else k for k, v in record.tags.items())),
    ]


def _state(word: str) -> RunState:
    by_name = {state.value.lower(): state for state in RunState}
    if word.lower() not in by_name:
        raise unknown("run state", word, [state.value for state in RunState])
    return by_name[word.lower()]
