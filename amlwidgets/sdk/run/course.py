"""The course of a run: waited for, canceled, completed, failed."""

import os
from typing import Any, Dict, Mapping, Optional

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

    def complete(self, _set_status: bool = True) -> None:
        """End a run of `start_logging` or `child_run`. A submitted one completes when its script ends."""
        self._metrics.close()
        if self._kept_folder and os.path.isdir(self._kept_folder):
            self.upload_folder("outputs", self._kept_folder)
        self._end("Completed")

    def fail(self, error_details: Any = None, error_code: Optional[str] = None, _set_status: bool = True) -> None:
        """End a run of `start_logging` or `child_run` as failed. A submitted one fails by its exit code."""
        self._metrics.close()
        if not self._is_interactive():
            import warnings

            warnings.warn("A submitted run fails by its exit code: end the script by an exception.", stacklevel=2)
        error = {"code": str(error_code or "UserError"), "message": str(error_details or ""), "remedy": ""}
        self._end("Failed", error)

    def _end(self, state: str, error: Optional[Mapping[str, str]] = None) -> None:
        if self._is_interactive():
            self._backend.end_run(self._id, state, error)

    def _is_interactive(self) -> bool:
        """Whether a process performs it that the engine did not start."""
        return bool(self._record().usage.get("interactive"))
