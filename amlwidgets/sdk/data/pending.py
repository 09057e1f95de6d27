"""The output of a step as the input of another."""

from typing import TYPE_CHECKING, Optional

from amlwidgets.sdk.not_executed import NotExecuted

if TYPE_CHECKING:
    from amlwidgets.sdk.data.output import OutputDatasetConfig


class PendingInput(NotExecuted):
    """What an output will be, under the name that the next step has for it."""

    _called = "The output of a step as the input of another"
    _meanwhile = (
        "register_on_complete(name) on the output; Dataset.get_by_name(workspace, name) when its run has ended."
    )

    def __init__(self, name: str, output: "OutputDatasetConfig", mode: Optional[str] = None) -> None:
        self.name = name
        self.output_config = output
        self.mode = mode

    def as_mount(self, path_on_compute: Optional[str] = None) -> "PendingInput":
        """The same, as a read-only folder."""
        return PendingInput(self.name, self.output_config, "mount")

    def as_download(self, path_on_compute: Optional[str] = None) -> "PendingInput":
        """The same, as a folder with copies."""
        return PendingInput(self.name, self.output_config, "download")
