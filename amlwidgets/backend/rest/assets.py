"""Versioned assets: environments, data, models, components, codes; and schedules, which have no versions."""

import re
from typing import Iterator, List, Mapping, Optional, Tuple

from amlwidgets.backend.rest.endpoints import Place
from amlwidgets.backend.rest.part import NOTHING, Part
from amlwidgets.faces.client.asset import asset_body, read_asset
from amlwidgets.faces.client.values import inner, text
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceExists, ResourceNotFound
from amlwidgets.resources.ids import check_asset_name, check_name

_FLAT = ("schedules", "onlineEndpoints", "batchEndpoints")
_ANONYMOUS = re.compile(r"azureml_[0-9a-f-]{32,36}\Z")
"""How datasets are called that were never registered: lists of names do not say so otherwise."""


class Assets(Part):
    """See the contract for what each method does."""

    def list_assets(self, kind: str, name: Optional[str] = None) -> List[AssetRecord]:
        """See the contract."""
        if kind in _FLAT:
            items = self._pages(self.endpoints.arm(kind).asking(listViewType="All"))
            found = [read_asset(kind, text(item, "name"), "", item) for item in items]
            return [asset for asset in found if name in (None, asset.name)]
        names = self._names(kind) if name is None else iter([name])
        return sorted(
            (asset for each in names for asset in self._versions(kind, each)), key=lambda asset: -asset.created
        )

    def newest_assets(self, kind: str) -> List[Tuple[AssetRecord, int]]:
        """See the contract. The list of names alone, whose entries tell the newest version and not how many."""
        found = [
            read_asset(kind, text(item, "name"), text(inner(item, "properties"), "latestVersion"), item)
            for item in self._pages(self.endpoints.arm(kind))
        ]
        shown = [asset for asset in found if not _ANONYMOUS.match(asset.name) and not _is_archived(asset)]
        return [(asset, 0) for asset in sorted(shown, key=lambda asset: asset.name)]

    def _names(self, kind: str) -> Iterator[str]:
        place = self.endpoints.arm(kind).asking(listViewType="All")
        return (text(item, "name") for item in self._pages(place))

    def _versions(self, kind: str, name: str) -> Iterator[AssetRecord]:
        place = self.endpoints.arm(kind, name, "versions").asking(listViewType="All")
        try:
            for item in self._pages(place):
                yield read_asset(kind, name, text(item, "name"), item)
        except ResourceNotFound:
            return

    def get_asset(self, kind: str, name: str, version: str = "") -> AssetRecord:
        """See the contract."""
        reply = self._ask("GET", self._asset(kind, name, version))
        return read_asset(kind, name, version, reply.json() or {}, _etag(reply.headers))

    def put_asset(
        self, asset: AssetRecord, *, if_match: Optional[str] = None, overwrite: bool = True
    ) -> AssetRecord:
        """See the contract. Azure ML knows no conditions: there two at the same moment may both write."""
        check_asset_name(asset.kind, asset.name)
        if asset.version:
            check_name(asset.version, "version")
        condition = {"If-Match": f'"{if_match}"'} if if_match else NOTHING
        place = self._asset(asset.kind, asset.name, asset.version)
        if not overwrite:
            condition = {"If-None-Match": "*"}
            self._refuse_present(asset, place)
        # Sent again, a condition that held the first time would be found broken by that first time.
        reply = self._ask("PUT", place, asset_body(asset), headers=condition, safe=not condition)
        made = read_asset(asset.kind, asset.name, asset.version, reply.json() or {}, _etag(reply.headers))
        return made if made.etag else self.get_asset(asset.kind, asset.name, asset.version)

    def _refuse_present(self, asset: AssetRecord, place: Place) -> None:
        try:
            self._ask("GET", place)
        except ResourceNotFound:
            return
        raise ResourceExists(f"The {asset.kind} {asset.name}:{asset.version} exists already.", kind=asset.kind)

    def delete_asset(self, kind: str, name: str, version: str = "") -> None:
        """See the contract."""
        place = self._asset(kind, name, version)
        # ARM answers 204 for what was never there.
        self._ask("GET", place)
        self._finished(place, self._ask("DELETE", place))

    def _asset(self, kind: str, name: str, version: str) -> Place:
        tail = ("versions", version) if version else ()
        return self.endpoints.arm(kind, name, *tail)


def _is_archived(asset: AssetRecord) -> bool:
    return bool(asset.properties.get("isArchived"))


def _etag(headers: Mapping[str, str]) -> str:
    return headers.get("etag", "").removeprefix("W/").strip('"')
