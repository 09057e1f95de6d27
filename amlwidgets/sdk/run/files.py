"""The files of a run, from and to this machine."""

import os
from typing import Any, List, Optional, Sequence

from amlwidgets.sdk.run.base import RunBase

STD_LOG = "user_logs/std_log.txt"
_ALIASES = {"azureml-logs/70_driver_log.txt": STD_LOG, "driver_log": STD_LOG}
"""Names of the same log in older notebooks."""


class RunFiles(RunBase):
    """What a run offers for its logs and outputs."""

    def get_file_names(self) -> List[str]:
        """Logs, outputs and what was uploaded, sorted."""
        return [entry.path for entry in self._backend.list_run_files(self.id)]

    def download_file(self, name: str, output_file_path: Any = None, _validate_checksum: bool = False) -> None:
        """Copy a file here: under its own name, to a path, or into a folder that exists.

        Raises UserErrorException when the run has no such file.
        """
        from amlwidgets.sdk import arguments

        target = os.path.basename(arguments.text("name", name))
        if output_file_path is not None:
            given = arguments.path("output_file_path", output_file_path)
            target = (
                os.path.join(given, target) if os.path.isdir(given) or given.endswith(("/", os.sep)) else given
            )
        self._download(name, target)

    def download_files(
        self,
        prefix: Optional[str] = None,
        output_directory: Any = None,
        output_paths: Optional[Sequence[str]] = None,
        batch_size: int = 100,
        append_prefix: bool = True,
        timeout_seconds: Optional[int] = None,
    ) -> None:
        """Copy all files below a prefix into a folder (the current one), or each to one of `output_paths`.

        With `append_prefix=False` the prefix is left out of the names.
        """
        from amlwidgets.sdk import arguments

        names = [name for name in self.get_file_names() if _is_below(name, prefix or "")]
        folder = "." if output_directory is None else arguments.path("output_directory", output_directory)
        targets = output_paths or [name if append_prefix else _without(name, prefix or "") for name in names]
        if len(targets) != len(names):
            raise arguments.wrong("output_paths", output_paths, f"a path for each of the {len(names)} files")
        for name, target in zip(names, targets):
            self._download(name, os.path.join(folder, target))

    def _download(self, name: str, target: str) -> None:
        import shutil

        from amlwidgets.resources.errors import ResourceNotFound, UserErrorException

        path = _ALIASES.get(name, name)
        try:
            source = self._backend.open_run_file(self.id, path)
        except ResourceNotFound as error:
            there = ", ".join(self.get_file_names()) or "none"
            raise UserErrorException(
                f"File with path {name} was not found in the run {self.id}.",
                error,
                remedy=f"Available files: {there}.",
            ) from error
        os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
        with source, open(target, "wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)

    def get_all_logs(self, destination: Any = None) -> List[str]:
        """Copy the logs into a folder (the current one); returns their paths here."""
        folder = os.path.abspath("." if destination is None else destination)
        logs = [name for name in self.get_file_names() if is_log(name)]
        for name in logs:
            self._download(name, os.path.join(folder, name))
        return [os.path.join(folder, name) for name in logs]

    def upload_file(self, name: str, path_or_stream: Any, datastore_name: Optional[str] = None) -> None:
        """Put a file or a binary stream into the run under a name such as `outputs/model.pkl`."""
        from amlwidgets.sdk import arguments

        _told_where("Run.upload_file", datastore_name)
        arguments.text("name", name)
        if hasattr(path_or_stream, "read"):
            self._upload(name, path_or_stream)
            return
        path = _existing_file("path_or_stream", path_or_stream)
        with open(path, "rb") as source:
            self._upload(name, source)

    def upload_files(
        self,
        names: Sequence[str],
        paths: Sequence[Any],
        return_artifacts: bool = False,
        timeout_seconds: Optional[int] = None,
        datastore_name: Optional[str] = None,
    ) -> Optional[List[str]]:
        """Put several files into the run, each under the name in its place.

        With `return_artifacts` it returns their ids, as `get_metrics` gives those of images.
        """
        from amlwidgets.sdk import arguments

        _told_where("Run.upload_files", datastore_name)
        for argument, value in (("names", names), ("paths", paths)):
            if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
                raise arguments.wrong(argument, value, "a list of texts")
        if len(names) != len(paths):
            raise arguments.wrong("paths", paths, f"as many as names ({len(names)})")
        for name, path in zip(names, paths):
            self.upload_file(name, path)
        return [artifact_id(self.id, name) for name in names] if return_artifacts else None

    def upload_folder(self, name: str, path: Any, datastore_name: Optional[str] = None) -> None:
        """Put a folder with all in it into the run below a name."""
        from amlwidgets.sdk import arguments
        from amlwidgets.sdk.data.transfer import files_below

        _told_where("Run.upload_folder", datastore_name)
        folder = arguments.path("path", path)
        if not os.path.isdir(folder):
            raise arguments.wrong("path", path, "a folder that exists")
        for local, relative in files_below(folder):
            self.upload_file(f"{arguments.text('name', name).rstrip('/')}/{relative}", local)

    def _upload(self, name: str, source: Any) -> None:
        import shutil

        with self._backend.write_run_file(self.id, name) as sink:
            shutil.copyfileobj(source, sink, 1 << 20)


def artifact_id(run_id: str, path: str) -> str:
    """v1's id of a file of a run."""
    return f"aml://artifactId/ExperimentRun/dcid.{run_id}/{path}"


def is_log(path: str) -> bool:
    """Whether a run's file is one of its logs."""
    return path.startswith(("user_logs/", "system_logs/", "logs/"))


def _told_where(call: str, datastore_name: Optional[str]) -> None:
    """A run's files are all in its own folder."""
    from amlwidgets.sdk.arguments import unknown

    if datastore_name is not None:
        unknown(call, {"datastore_name": datastore_name})


def _is_below(name: str, prefix: str) -> bool:
    return name.startswith(prefix)


def _without(name: str, prefix: str) -> str:
    return name[len(prefix) :].lstrip("/") or os.path.basename(name)


def _existing_file(argument: str, value: Any) -> str:
    from amlwidgets.sdk import arguments

    path = arguments.path(argument, value)
    if not os.path.isfile(path):
        raise arguments.wrong(argument, value, "a file that exists")
    return path
