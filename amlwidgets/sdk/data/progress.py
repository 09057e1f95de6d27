"""How a transfer goes, in v1's words and as a bar."""

import sys
from contextlib import contextmanager
from typing import Any, Iterator, List, Optional

from amlwidgets.storage.parallel import Observer, Transfer


@contextmanager
def told(verb: str, show_progress: bool) -> Iterator[Observer]:
    """Who tells of an upload or download: lines to stdout, a bar to stderr; nothing without `show_progress`."""
    if not show_progress:
        yield Observer()
        return
    teller = _Teller(verb.capitalize())
    try:
        yield teller
    finally:
        teller.close()
    print(f"{verb.capitalize()}ed {teller.count} files")


class _Teller(Observer):
    """The lines of a tenth of a second go out together: ten thousand files are to cost little."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._lines: List[str] = []
        self._files = self.count = 0
        self._bar: Optional[Any] = None

    def begin(self, files: int, size: int) -> None:
        """See Observer."""
        self._files = files
        print(f"{self._verb}ing an estimated of {files} files")
        if files:
            self._bar = _bar(size)

    def started(self, transfer: Transfer) -> None:
        """See Observer."""
        self._lines.append(f"{self._verb}ing {transfer.source}")

    def done(self, transfer: Transfer, count: int) -> None:
        """See Observer."""
        self.count = count
        self._lines.append(
            f"{self._verb}ed {transfer.source}, {count} files out of an estimated total of {self._files}"
        )

    def skipped(self, transfer: Transfer) -> None:
        """See Observer."""
        self._lines.append(f"Target already exists. Skipping {self._verb.lower()} for {transfer.target}")
        if self._bar is not None:
            self._bar.total -= transfer.size

    def moved(self, size: int) -> None:
        """See Observer."""
        self._write_lines()
        if self._bar is not None:
            self._bar.set_postfix_str(f"{self.count} of {self._files} files", refresh=False)
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
        if self._bar is None:
            print(lines)
        else:
            self._bar.write(lines, file=sys.stdout)


def _bar(size: int) -> Optional[Any]:
    """A bar in a notebook or terminal; None elsewhere (a log is no place for one) and where tqdm is missing."""
    in_notebook = "ipykernel.zmqshell" in sys.modules
    if not in_notebook and not getattr(sys.stderr, "isatty", bool)():
        return None
    try:
        from tqdm import auto
    except ImportError:
        return None
    import threading

    class Bar(auto.tqdm):  # type: ignore[misc]
        """tqdm's own settings are the user's: what differs here stays here."""

        monitor_interval = 0  # no thread that outlives the transfer
        _lock = threading.RLock()  # nor a lock of multiprocessing's, with its process

    return Bar(total=size, unit="B", unit_scale=True, unit_divisor=1024)
