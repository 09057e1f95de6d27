"""The course of a run: waited for, canceled, completed, failed."""

import os
from typing import Any, Dict, Optional

from amlwidgets.sdk.run.measured import RunMeasured


class RunCourse(RunMeasured):
    """Ends by itself when it was submitted; by `complete` or `fail` when this process performs it."""

    def wait_for_completion(
        self, show_output: bool = False, wait_post_processing: bool = False, raise_on_error: bool = True
    ) -> Dict[str, Any]:
        """Block until it has ended, with its log as it grows; returns the details.

        Raises ActivityFailedException when it has failed, unless `raise_on_error` is False.
        """
        from amlwidgets.sdk.run.following import follow, raise_if_failed

        run = follow(self._backend, self._id) if show_output else self._backend.wait_for_run(self._id)
        if raise_on_error:
            raise_if_failed(run)
        return self.get_details()

    def cancel(self) -> None:
        """Ask it to end, with all its processes."""
        if self._is_interactive():
            self._end("Canceled")
        else:
            self._backend.cancel(self._id)

    def start(self) -> None:
        """Nothing is left to do: a run has started when this process made it."""

    def complete(self, _set_status: bool = True) -> None:
        """End a run of `start_logging` or `child_run`. A submitted one completes when its script ends."""
        self._metrics.close()
        if not _set_status:
            return
        if self._kept_folder and os.path.isdir(self._kept_folder):
            self.upload_folder("outputs", self._kept_folder)
        self._end("Completed")

    def fail(self, error_details: Any = None, error_code: Optional[str] = None, _set_status: bool = True) -> None:
        """Say that it has failed, and why: an exception or a text.

        A run of `start_logging` or `child_run` ends with that. A submitted one goes on until its script ends, and
        is Failed then, whatever the exit code; of several reasons the first is kept.
        """
        self._metrics.close()
        if _set_status:
            self._backend.end_run(self._id, "Failed", _error(error_details, error_code))

    def _end(self, state: str) -> None:
        if self._is_interactive():
            self._backend.end_run(self._id, state)

    def _is_interactive(self) -> bool:
        """Whether a process performs it that the engine did not start."""
        return bool(self._record().usage.get("interactive"))


def _error(details: Any, code: Optional[str]) -> Dict[str, str]:
    """A run's error of what `fail` was given."""
    kind = type(details).__name__ if isinstance(details, BaseException) else ""
    message = str(details or kind) or kind
    return {"code": str(code or kind or "UserError"), "message": message, "remedy": ""}
