"""How a transfer goes: lines that come whole, and a bar."""

import sys
from contextlib import contextmanager
from typing import Any, Iterator, List, Optional, TextIO

from amlwidgets.storage.parallel import Observer, Transfer


class Progress(Observer):
    """A bar on stderr, or in the notebook, and lines on `out` (None: stdout) that do not break it.

    The lines of a tenth of a second go out together: ten thousand files are to cost little.
    """

    def __init__(self, out: Optional[TextIO] = None) -> None:
        self._out = out
        self._lines: List[str] = []
        self._bar: Optional[Any] = None
        self.files = self.count = 0

    def say(self, line: str) -> None:
        """One more line."""
        self._lines.append(line)

    def begin(self, files: int, size: int) -> None:
        """See Observer."""
        self.files = files
        self._write_lines()
        if files:
            self._bar = _bar(size)

    def done(self, transfer: Transfer, count: int) -> None:
        """See Observer."""
        self.count = count

    def skipped(self, transfer: Transfer) -> None:
        """See Observer."""
        if self._bar is not None:
            self._bar.total -= transfer.size

    def moved(self, size: int) -> None:
        """See Observer."""
        self._write_lines()
        if self._bar is not None:
            self._bar.set_postfix_str(f"{self.count} of {self.files} files", refresh=False)
            self._bar.update(size - self._bar.n)

    def close(self) -> None:
        """The last lines; the bar stays as it is."""
        self._write_lines()
        if self._bar is not None:
            self._bar.close()

    def _write_lines(self) -> None:
        lines, self._lines = "\n".join(self._lines), []
        if not lines:
            return
        out = self._out or sys.stdout
        if self._bar is None:
            print(lines, file=out, flush=True)
        else:
            self._bar.write(lines, file=out)


class _InV1sWords(Progress):
    """What v1 said of each file."""

    def __init__(self, verb: str) -> None:
        super().__init__()
        self._verb = verb

    def begin(self, files: int, size: int) -> None:
        self.say(f"{self._verb.capitalize()}ing an estimated of {files} files")
        super().begin(files, size)

    def started(self, transfer: Transfer) -> None:
        self.say(f"{self._verb.capitalize()}ing {transfer.source}")

    def done(self, transfer: Transfer, count: int) -> None:
        super().done(transfer, count)
        self.say(
            f"{self._verb.capitalize()}ed {transfer.source}, "
            f"{count} files out of an estimated total of {self.files}"
        )

    def skipped(self, transfer: Transfer) -> None:
        super().skipped(transfer)
        self.say(f"Target already exists. Skipping {self._verb} for {transfer.target}")


@contextmanager
def told(verb: str, show_progress: bool) -> Iterator[Observer]:
    """Who tells of an `upload` or `download` in v1's words; nothing without `show_progress`."""
    if not show_progress:
        yield Observer()
        return
    with shown(_InV1sWords(verb)) as progress:
        yield progress
    print(f"{verb.capitalize()}ed {progress.count} files")


@contextmanager
def shown(progress: Progress) -> Iterator[Progress]:
    """A progress whose last lines come and whose bar ends, however the transfer does."""
    try:
        yield progress
    finally:
        progress.close()


def _bar(size: int) -> Optional[Any]:
    """A bar in a notebook or terminal; None elsewhere (a log is no place for one) and where tqdm is missing."""
    in_notebook = _has_kernel()
    if not in_notebook and not getattr(sys.stderr, "isatty", bool)():
        return None
    try:
        # tqdm.auto takes a terminal in which ipykernel was imported for a notebook.
        from tqdm import auto, std
    except ImportError:
        return None
    import threading

    class Bar(auto.tqdm if in_notebook else std.tqdm):  # type: ignore[misc]
        """tqdm's own settings are the user's: what differs here stays here."""

        monitor_interval = 0  # no thread that outlives the transfer
        _lock = threading.RLock()  # and no lock of multiprocessing's, with a process of its own

    return Bar(total=size, unit="B", unit_scale=True, unit_divisor=1024)


def _has_kernel() -> bool:
    """Whether this is a notebook's process; IPython is not imported to find out."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
