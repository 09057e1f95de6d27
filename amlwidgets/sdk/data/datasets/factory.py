"""`Dataset.File`: the ways to file datasets."""

from typing import Any, Optional

from amlwidgets.engine.inputs.assets import file_definition
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datasets.file_dataset import FileDataset
from amlwidgets.sdk.data.datasets.sources import sources_of
from amlwidgets.sdk.data.datasets.targets import target_of


class FileDatasetFactory:
    """Makes file datasets."""

    @staticmethod
    def from_files(
        path: Any,
        validate: bool = True,
        partition_format: Optional[str] = None,
        is_file: bool = False,
        **others: Any,
    ) -> FileDataset:
        """The files at some addresses, in datastores (wildcards `*`, `?`, `**`) or on this machine.

        `validate` looks whether those of datastores are there, and raises DatasetValidationError if not; the web
        is asked when the files are used. `is_file`: a run gets the path of the one file, not of its folder.
        """
        arguments.unknown("Dataset.File.from_files", others)
        sources, workspace = sources_of(path)
        check_partition(partition_format)
        made = FileDataset(file_definition(sources, partition_format, is_file=bool(is_file)), workspace)
        if validate:
            made._files()
        return made

    @staticmethod
    def upload_directory(
        src_dir: Any,
        target: Any,
        pattern: Optional[str] = None,
        overwrite: bool = False,
        show_progress: bool = True,
    ) -> FileDataset:
        """Copy a folder into a datastore, or those of its files whose paths a pattern matches; what is there then.

        `target` is a datastore, a pair of one and a path, or a DataPath. Raises UserErrorException for a folder
        without such files, or files that are there already, without `overwrite`.
        """
        from amlwidgets.engine.inputs import globs
        from amlwidgets.sdk.data import transfer

        tell = print if show_progress else _silent
        tell("Validating arguments.")
        files = transfer.files_below(arguments.path("src_dir", src_dir))
        if pattern is not None:
            matches = globs.compiled(arguments.text("pattern", pattern).lstrip("./")).match
            files = [file for file in files if matches(file[1])]
        if not files:
            raise UserErrorException(
                f"There are no files in {src_dir!r} to upload.", remedy="Check src_dir and pattern."
            )
        datastore, below = target_of(target)
        tell("Arguments validated.")
        tell(f"Uploading file to {below or '/'}")
        transfer.upload(datastore.workspace.backend, datastore.name, files, below, overwrite, show_progress)
        tell("Creating new dataset")
        return FileDatasetFactory.from_files((datastore, f"{below}/" if below else ""))


def check_partition(partition_format: Optional[str]) -> None:
    """Raises ValidationException for a format that names no columns."""
    if partition_format is not None:
        from amlwidgets.engine.inputs.partitions import compiled

        compiled(arguments.text("partition_format", partition_format))


def _silent(_: str) -> None:
    """What is told when no progress is asked for."""
