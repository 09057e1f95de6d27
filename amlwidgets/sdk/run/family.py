"""The parent and the children of a run."""

from typing import TYPE_CHECKING, Any, Iterator, List, Optional, Sequence

from amlwidgets.sdk.run.described import Texts
from amlwidgets.sdk.run.lineage import RunLineage

if TYPE_CHECKING:
    from amlwidgets.sdk.run.run import Run


class RunFamily(RunLineage):
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
        return self._child(outputs, name=name or "", run_id=run_id)

    def _child(self, outputs: Optional[str] = None, **how: Any) -> "Run":
        from amlwidgets.sdk.run.run import Run

        record = self._backend.start_interactive(self.experiment.name, parent=self._id, **how)
        return Run.of_record(self.experiment, record, outputs)

    def create_children(
        self,
        count: Optional[int] = None,
        tag_key: Optional[str] = None,
        tag_values: Optional[Sequence[str]] = None,
    ) -> "List[Run]":
        """Several child runs: `count` of them, or one for each of `tag_values`, tagged `tag_key`.

        Raises ValidationException unless it is the one or the other.
        """
        from amlwidgets.sdk.arguments import whole, wrong

        if tag_key is None and tag_values is None:
            return [self.child_run() for _ in range(whole("count", count))]
        if count is not None or tag_key is None or not isinstance(tag_values, (list, tuple)):
            given = {"count": count, "tag_key": tag_key, "tag_values": tag_values}
            raise wrong("create_children", given, "either count, or tag_key and a list of tag_values")
        return [self._child(tags={tag_key: str(value)}) for value in tag_values]

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
        from amlwidgets.sdk.run import listing

        which = listing.run_filter(type, tags, properties, status)
        return listing.children_of(self, which, recursive=recursive, make=listing.maker(_rehydrate_runs))
