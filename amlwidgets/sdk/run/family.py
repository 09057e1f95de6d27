"""The parent and the children of a run."""

from typing import TYPE_CHECKING, Any, Iterator, List, Optional, Sequence

from amlwidgets.sdk.run.described import RunDescribed, Texts

if TYPE_CHECKING:
    from amlwidgets.sdk.run.run import Run


class RunFamily(RunDescribed):
    """Runs below a run: performed by this process, or submitted."""

    @property
    def parent(self) -> "Optional[Run]":
        """The run it is a child of."""
        from amlwidgets.sdk.run.run import Run

        parent = self._record().parent
        return Run.get(self.experiment.workspace, parent) if parent else None

    def child_run(
        self, name: Optional[str] = None, run_id: Optional[str] = None, outputs: Optional[str] = None
    ) -> "Run":
        """A run below this one that this process performs."""
        from amlwidgets.sdk.run.run import Run

        record = self._backend.start_interactive(
            self.experiment.name, name=name or "", parent=self._id, run_id=run_id
        )
        return Run.of_record(self.experiment, record, outputs)

    def create_children(
        self,
        count: Optional[int] = None,
        tag_key: Optional[str] = None,
        tag_values: Optional[Sequence[str]] = None,
    ) -> "List[Run]":
        """Several child runs: `count` of them, or one for each of `tag_values`."""
        from amlwidgets.sdk import arguments

        values: List[Optional[str]] = list(tag_values) if tag_values else [None] * arguments.whole("count", count)
        children = [self.child_run() for _ in values]
        if tag_key is not None:
            for child, value in zip(children, values):
                child.tag(tag_key, value)
        return children

    def submit_child(self, config: Any, tags: Optional[Texts] = None, **kwargs: Any) -> "Run":
        """As `Experiment.submit`, below this run."""
        from amlwidgets.sdk import arguments
        from amlwidgets.sdk.run.run import Run
        from amlwidgets.sdk.submission import submit

        arguments.unknown("Run.submit_child", kwargs)
        record = submit(self._backend, self.experiment.name, config, tags=tags, parent=self._id)
        return Run.of_record(self.experiment, record)

    def get_children(
        self,
        recursive: bool = False,
        tags: Any = None,
        properties: Any = None,
        type: Optional[str] = None,
        status: Optional[str] = None,
        _rehydrate_runs: bool = True,
    ) -> "Iterator[Run]":
        """Its children, newest first; with `recursive` each is followed by its own."""
        from amlwidgets.sdk.run.listing import children_of

        return children_of(self, recursive, type, tags, properties, status)
