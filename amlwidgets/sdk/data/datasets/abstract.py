"""What file and tabular datasets have in common: a definition, a registration, and the way into a run."""

from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, TypeVar

from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.engine.inputs.files import SourceFile
    from amlwidgets.resources.assets import AssetRecord
    from amlwidgets.sdk.data.datasets.consumption import DatasetConsumptionConfig
    from amlwidgets.sdk.workspace import Workspace

D = TypeVar("D", bound="AbstractDataset")


class AbstractDataset:
    """A dataset. It is never changed: what narrows it down gives another one, and nothing is read for that."""

    _kind = ""

    def __init__(
        self,
        definition: Mapping[str, Any],
        workspace: "Optional[Workspace]" = None,
        asset: "Optional[AssetRecord]" = None,
    ) -> None:
        self._definition = definition
        self._workspace = workspace
        self._asset = asset

    # -- what it is --------------------------------------------------------------------------------------------

    @property
    def definition(self) -> Mapping[str, Any]:
        """Its sources and steps, JSON-ready."""
        return self._definition

    @property
    def workspace(self) -> "Optional[Workspace]":
        """The workspace of its datastores, if it has any."""
        return self._workspace

    @property
    def _backend(self) -> "Optional[Backend]":
        return None if self._workspace is None else self._workspace.backend

    @property
    def id(self) -> str:
        """The id of this version; of one that is not registered the id that its definition has in a run."""
        from amlwidgets.sdk.data.datasets import registered

        return registered.id_of(self._asset, self._definition)

    @property
    def name(self) -> Optional[str]:
        """The name it is registered under, or None."""
        return self._asset.name if self._asset else None

    @property
    def version(self) -> Optional[int]:
        """The version it is registered as, or None."""
        from amlwidgets.sdk.data.datasets import registered

        return registered.number_of(self._asset) if self._asset else None

    @property
    def description(self) -> Optional[str]:
        """What is said of it."""
        return self._asset.properties.get("description") or None if self._asset else None

    @property
    def tags(self) -> Dict[str, str]:
        """Its tags."""
        return dict(self._asset.properties.get("tags") or {}) if self._asset else {}

    @property
    def partition_keys(self) -> List[str]:
        """The columns that are read from paths."""
        from amlwidgets.engine.inputs.partitions import compiled

        form = self._definition.get("partition")
        return list(compiled(form)[1]) if form else []

    def get_partition_key_values(self, partition_keys: Optional[List[str]] = None) -> List[Dict[str, Any]]:
        """The values that these columns have together, each once."""
        keys = self.partition_keys if partition_keys is None else list(partition_keys)
        unknown = [key for key in keys if key not in self.partition_keys]
        if unknown:
            raise arguments.wrong("partition_keys", partition_keys, f"some of {self.partition_keys}")
        found: List[Dict[str, Any]] = []
        for file in self._files():
            values = {key: file.columns[key] for key in keys}
            if values not in found:
                found.append(values)
        return found

    @property
    def data_changed_time(self) -> Any:
        """When the newest of its files was changed, in UTC; None where nobody knows without a download."""
        from datetime import datetime, timezone

        times = [file.modified for file in self._files() if file.modified is not None]
        return datetime.fromtimestamp(max(times), timezone.utc) if times else None

    # -- registering -------------------------------------------------------------------------------------------

    def register(
        self: D,
        workspace: "Workspace",
        name: str,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        create_new_version: bool = False,
        **others: Any,
    ) -> D:
        """Keep it under a name; returns it with name, version and id.

        Raises UserErrorException for a name that is taken, without `create_new_version`.
        """
        from amlwidgets.sdk.data.datasets import registered

        anew = bool(create_new_version or others.pop("update_if_exist", False))
        same_will_do = bool(others.pop("exist_ok", False))
        others.pop("visible", None)
        arguments.unknown("Dataset.register", others)
        asset = registered.register(workspace, self._definition, name, description, tags, anew, same_will_do)
        return type(self)(registered.definition_of(asset), workspace, asset)

    def update(self: D, description: Optional[str] = None, tags: Optional[Mapping[str, str]] = None) -> D:
        """Change what is said of this version."""
        return self._said_anew(description, None if tags is None else arguments.string_map("tags", tags))

    def add_tags(self: D, tags: Optional[Mapping[str, str]] = None) -> D:
        """Add tags, over those of the same key."""
        return self._said_anew(None, {**self.tags, **arguments.string_map("tags", tags)})

    def remove_tags(self: D, tags: Any = None) -> D:
        """Take tags away."""
        gone = [tags] if isinstance(tags, str) else list(tags or ())
        return self._said_anew(None, {key: value for key, value in self.tags.items() if key not in gone})

    def unregister_all_versions(self) -> None:
        """Take every version of its name out of the workspace; the data stays."""
        from amlwidgets.engine.inputs.assets import KIND

        workspace, asset = self._registered()
        for version in workspace.backend.list_assets(KIND, asset.name):
            workspace.backend.delete_asset(KIND, version.name, version.version)
        self._asset = None

    def _said_anew(self: D, description: Optional[str], tags: Optional[Mapping[str, Any]]) -> D:
        from amlwidgets.sdk.data.datasets import registered

        workspace, asset = self._registered()
        self._asset = registered.say(workspace.backend, asset, description, tags)
        return self

    def _registered(self) -> "tuple[Workspace, AssetRecord]":
        from amlwidgets.resources.errors import UserErrorException

        if self._asset is None or self._workspace is None:
            raise UserErrorException(
                "The dataset is not registered.", remedy="dataset.register(workspace, name) gives one that is."
            )
        return self._workspace, self._asset

    # -- in runs -----------------------------------------------------------------------------------------------

    def as_named_input(self, name: str) -> "DatasetConsumptionConfig":
        """It as an input of a run, which the script has as `run.input_datasets[name]`."""
        from amlwidgets.sdk.data.datasets.consumption import DatasetConsumptionConfig

        return DatasetConsumptionConfig(name, self)

    # -- its files ---------------------------------------------------------------------------------------------

    def _files(self) -> "List[SourceFile]":
        """The files it is made of. Raises DatasetValidationError when a source has none."""
        from amlwidgets.engine.inputs.definition import files_of
        from amlwidgets.tables.places import found, places_of

        with found():
            return files_of(self._definition, places_of(self._backend))

    def _with(self: D, **changes: Any) -> D:
        """Another one with a changed definition, which is not registered."""
        return type(self)({**self._definition, **changes}, self._workspace)

    def _then(self: D, step: Mapping[str, Any]) -> D:
        """Another one with one step more."""
        return self._with(steps=[*self._definition["steps"], step])

    def take(self: D, count: int) -> D:
        """The first `count` records."""
        return self._then({"do": "take", "count": arguments.whole("count", count)})

    def skip(self: D, count: int) -> D:
        """All but the first `count` records."""
        return self._then({"do": "skip", "count": arguments.whole("count", count)})

    def take_sample(self: D, probability: float, seed: Optional[int] = None) -> D:
        """Each record with this probability. Without a seed one is drawn now: reading it again gives the same."""
        share = arguments.number("probability", probability, 0.0, 1.0)
        return self._then({"do": "sample", "seed": _seed(seed), "from": 0.0, "to": share})

    def random_split(self: D, percentage: float, seed: Optional[int] = None) -> "tuple[D, D]":
        """Two datasets: about this share of the records (0 to 1), and the others."""
        share = arguments.number("percentage", percentage, 0.0, 1.0)
        step = {"do": "sample", "seed": _seed(seed)}
        return self._then({**step, "from": 0.0, "to": share}), self._then({**step, "from": share, "to": 1.0})

    def __repr__(self) -> str:
        from amlwidgets.sdk.data.datasets.display import as_text

        return as_text(type(self).__name__, self._definition, self._asset, self._workspace)


def _seed(seed: Optional[int]) -> int:
    import os

    return arguments.whole("seed", seed) if seed is not None else int.from_bytes(os.urandom(4), "big")
