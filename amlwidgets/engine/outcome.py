"""How a run ended, from what its launchers recorded. `Completed` needs an exit code 0 that was read."""

import errno
import signal
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from amlwidgets.engine.diagnosis import last_exception, last_line
from amlwidgets.engine.distribution import process_count
from amlwidgets.resources.errors import AzureMLException, EngineException, StoreException, StoreFull
from amlwidgets.resources.records import TOLD_FAILURE, RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.store.layout import Layout

Error = Dict[str, str]


@dataclass(frozen=True)
class NodeEnd:
    """The end of one node: the launcher's exit record, or None and why there is none."""

    node: int
    record: Optional[Mapping[str, Any]]
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """The final state of a run with its reason and what it used."""

    state: RunState
    error: Optional[Error]
    usage: Dict[str, Any]


def judge(layout: Layout, run: RunRecord, ends: Sequence[NodeEnd]) -> Outcome:
    """The outcome of a run whose nodes have all ended."""
    usage = _usage(ends)
    if run.cancel_requested:
        return Outcome(RunState.CANCELED, run.error, usage)
    if TOLD_FAILURE in run.usage:
        return Outcome(RunState.FAILED, _told(run), usage)
    # The one that failed first is the cause, the others were ended because of it.
    failed = sorted((end for end in ends if not succeeded(end)), key=_when)
    if not failed:
        return Outcome(RunState.COMPLETED, None, usage)
    return Outcome(RunState.FAILED, _cause(layout, run, failed[0]), usage)


def succeeded(end: NodeEnd) -> bool:
    """Whether every process of the node ended by itself with exit code 0."""
    return end.record is not None and end.record.get("code") == 0 and not end.record.get("asked")


def _told(run: RunRecord) -> Error:
    """What the script itself said of its failure goes before what its exit code tells."""
    told = run.usage[TOLD_FAILURE]
    message = told.get("message") or "The script called run.fail() and gave no reason."
    see = f"See {log_name(run, 0)} for what came before."
    return error(told.get("code") or "UserError", message, told.get("remedy") or see)


def _when(end: NodeEnd) -> Tuple[bool, float]:
    """Those that were ended on request come last; a launcher that vanished left no time and comes first."""
    record = end.record or {}
    return bool(record.get("asked")), float(record.get("ended", 0.0))


def _cause(layout: Layout, run: RunRecord, end: NodeEnd) -> Error:
    record = end.record
    if record is None:
        return error("LauncherLost", end.reason, "Submit the run again.")
    if record.get("asked"):
        return error("Interrupted", "The run was ended from outside by SIGTERM.", "Submit the run again.")
    if "error" in record:
        return dict(record["error"])
    if "problem" in record:
        return error("StartFailed", f"The program could not be started. {record['problem']}", _SEE_COMMAND)
    log = log_name(run, int(record.get("rank", 0)))
    where = "" if process_count(run.spec) == 1 else f"Process {record.get('rank', 0)}: "
    if "signal" in record:
        return _killed(where, int(record["signal"]), log)
    return _script_error(layout, run, where, end, log)


def _killed(where: str, number: int, log: str) -> Error:
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    message = f"{where}The script was killed by {name}."
    if number == signal.SIGKILL:
        return error(
            "ProcessKilled", message, "Often the memory ran out: use less of it at once, or a larger machine."
        )
    return error("ProcessKilled", message, f"See {log} for what came before.")


def _script_error(layout: Layout, run: RunRecord, where: str, end: NodeEnd, log: str) -> Error:
    folder, code = layout.run(run.run_id), int((end.record or {}).get("code", -1))
    snapshot = str((end.record or {}).get("snapshot") or folder.snapshot)  # on another machine it lies elsewhere
    found = last_exception(f"{folder.root}/{log}", snapshot) if code == 1 else None
    if found:
        return error("UserScriptError", where + found, f"See {log} for the whole traceback.")
    if code == 137:
        return error(
            "UserScriptError",
            f"{where}The script ended with exit code 137 (killed).",
            "Often the memory ran out: use less of it at once, or a larger machine.",
        )
    ended = f"{where[:-2]} ended" if where else "The script ended"
    last = last_line(f"{folder.root}/{log}") if where else ""
    told = f"; its last line: {last}" if last else "."
    return error("UserScriptError", f"{ended} with exit code {code}{told}", f"See the end of {log}.")


def log_name(run: RunRecord, rank: int) -> str:
    """The log file of a process, relative to the run's folder."""
    return "user_logs/std_log.txt" if process_count(run.spec) == 1 else f"user_logs/std_log_process_{rank:02d}.txt"


def error(code: str, message: str, remedy: str = "") -> Error:
    """A run's error as it is recorded and shown."""
    return {"code": code, "message": message, "remedy": remedy}


def as_error(problem: Exception) -> Error:
    """What went wrong with a run outside its own script, as its error."""
    if isinstance(problem, AzureMLException):
        return problem.to_json()
    if isinstance(problem, OSError):
        kind = StoreFull if problem.errno in (errno.ENOSPC, errno.EDQUOT) else StoreException
        return kind(f"{problem.strerror}: {problem.filename}").to_json()
    return EngineException(f"{type(problem).__name__}: {problem}").to_json()


_SEE_COMMAND = "Check the run's command and the interpreter of its environment."


def _usage(ends: Sequence[NodeEnd]) -> Dict[str, Any]:
    records: List[Mapping[str, Any]] = [end.record for end in ends if end.record is not None]
    return {
        "cpu_seconds": round(sum(float(record.get("cpu_seconds", 0.0)) for record in records), 3),
        "max_memory_bytes": max((int(record.get("max_memory_bytes", 0)) for record in records), default=0),
    }
