"""What of a model may change: tags, its description, what it is used with; properties are added."""

from dataclasses import replace
from typing import Any, Callable, Dict, Mapping, Optional, Sequence

from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import PreconditionFailed, UserErrorException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.model import said
from amlwidgets.sdk.model.described import ModelDescribed
from amlwidgets.sdk.model.details import details_of, labels_of, with_details
from amlwidgets.sdk.model.resource_configuration import ResourceConfiguration

Properties = Dict[str, Any]


class ModelChanges(ModelDescribed):
    """Every change is one change of the record."""

    def add_tags(self, tags: Mapping[str, Any]) -> None:
        """Set tags; one that is there is set anew."""
        self.update_tags_properties(add_tags=tags)

    def remove_tags(self, tags: Any) -> None:
        """Remove tags by key."""
        self.update_tags_properties(remove_tags=tags)

    def add_properties(self, properties: Mapping[str, Any]) -> None:
        """Add properties. Raises UserErrorException for one that is there with another value."""
        self.update_tags_properties(add_properties=properties)

    def update_tags_properties(
        self, add_tags: Any = None, remove_tags: Any = None, add_properties: Any = None
    ) -> None:
        """`remove_tags`, `add_tags` and `add_properties` in one change."""
        added, properties = said.texts("add_tags", add_tags), said.texts("add_properties", add_properties)
        removed = _keys(remove_tags)

        def change(asset: AssetRecord) -> Properties:
            tags = {
                key: value for key, value in (asset.properties.get("tags") or {}).items() if key not in removed
            }
            labels = _added(labels_of(asset), properties)
            return {"tags": {**tags, **added}, "properties": with_details(labels, details_of(asset))}

        self._change(change)

    def update(
        self,
        tags: Any = None,
        description: Optional[str] = None,
        sample_input_dataset: Any = None,
        sample_output_dataset: Any = None,
        resource_configuration: Optional[ResourceConfiguration] = None,
    ) -> None:
        """Change what is given: `tags` replace all there were."""
        told = said.said(
            self.workspace.backend,
            self.name,
            tags,
            description=description,
            sample_input_dataset=sample_input_dataset,
            sample_output_dataset=sample_output_dataset,
            resource_configuration=resource_configuration,
        )
        given = {key: getattr(told.details, key) for key in ("sample_input", "sample_output", "resources")}

        def change(asset: AssetRecord) -> Properties:
            new = replace(details_of(asset), **{key: value for key, value in given.items() if value is not None})
            changed: Properties = {"properties": with_details(labels_of(asset), new)}
            changed.update({} if tags is None else {"tags": dict(told.tags)})
            changed.update({} if description is None else {"description": description})
            return changed

        self._change(change)

    def add_dataset_references(self, datasets: Any) -> None:
        """Add pairs of a scenario and a registered dataset to those it was made with."""
        told = said.references(self.workspace.backend, datasets)

        def change(asset: AssetRecord) -> Properties:
            known = details_of(asset)
            new = [*known.datasets, *(each for each in told if each not in known.datasets)]
            return {"properties": with_details(labels_of(asset), replace(known, datasets=new))}

        self._change(change)

    def _change(self, change: Callable[[AssetRecord], Properties]) -> None:
        """Of what is there now: what somebody else changed meanwhile stays."""
        backend = self.workspace.backend
        while True:
            asset = backend.get_asset(self._asset.kind, self.name, self._asset.version)
            changed = replace(asset, properties={**asset.properties, **change(asset)})
            try:
                self._asset = backend.put_asset(changed, if_match=asset.etag or None)
            except PreconditionFailed:
                continue
            return


def _keys(given: Any) -> Sequence[str]:
    if given is None:
        return ()
    keys = [given] if isinstance(given, str) else given
    if not isinstance(keys, (list, tuple)) and not isinstance(keys, Mapping):
        raise arguments.wrong("tags", given, "a list of keys")
    return [arguments.text("a key of tags", key) for key in keys]


def _added(known: Dict[str, str], new: Mapping[str, str]) -> Dict[str, str]:
    for key, value in new.items():
        if known.get(key, value) != value:
            raise UserErrorException(
                f"The property {key!r} is {known[key]!r} and never changes; {value!r} came.",
                remedy="Use a tag for what changes: model.add_tags.",
            )
    return {**known, **new}
