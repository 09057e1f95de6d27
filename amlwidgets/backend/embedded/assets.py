"""Versioned assets of an embedded workspace: rows of the generic table, named `<name>:<version>`."""

from dataclasses import asdict, replace
from typing import Dict, List, Optional, Tuple

from amlwidgets.backend.embedded.part import Part
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.ids import check_asset_name, check_name
from amlwidgets.resources.records import record


class Assets(Part):
    """See the contract for what each method does."""

    def list_assets(self, kind: str, name: Optional[str] = None) -> List[AssetRecord]:
        """See the contract."""
        from amlwidgets.backend.embedded.asset_secrets import with_secrets

        resources = self._database.resources
        rows = resources.list(kind) if name is None else resources.of_name(kind, name)
        found = [with_secrets(self._layout, record(AssetRecord, row)) for row in rows]
        return sorted(found, key=lambda asset: -asset.created)

    def newest_assets(self, kind: str) -> List[Tuple[AssetRecord, int]]:
        """See the contract. Of other versions nothing but the name is read."""
        from amlwidgets.backend.embedded.asset_secrets import with_secrets
        from amlwidgets.engine.inputs.assets import rank

        ranks: Dict[str, List[Tuple[Tuple[int, float], str]]] = {}
        for row, created in self._database.resources.shown(kind):
            name, _, version = row.rpartition(":")
            ranks.setdefault(name or row, []).append((rank(version, created), row))
        rows = self._database.resources.pick(kind, [max(each)[1] for each in ranks.values()])
        found = [with_secrets(self._layout, record(AssetRecord, row)) for row in rows]
        return [(asset, len(ranks[asset.name])) for asset in sorted(found, key=lambda asset: asset.name)]

    def get_asset(self, kind: str, name: str, version: str = "") -> AssetRecord:
        """See the contract."""
        from amlwidgets.backend.embedded.asset_secrets import row_of, with_secrets

        values, etag = self._database.resources.get_with_etag(kind, row_of(name, version))
        return replace(with_secrets(self._layout, record(AssetRecord, values)), etag=etag)

    def put_asset(
        self, asset: AssetRecord, *, if_match: Optional[str] = None, overwrite: bool = True
    ) -> AssetRecord:
        """See the contract."""
        import getpass

        from amlwidgets.backend.embedded.asset_secrets import asset_shown, keep_secrets, row_of

        check_asset_name(asset.kind, asset.name)
        if asset.version:
            check_name(asset.version, "version")
        with self._database.write():
            try:
                present = self.get_asset(asset.kind, asset.name, asset.version)
                asset = replace(asset, created=present.created, created_by=present.created_by, modified=now())
            except ResourceNotFound:
                moment = now()
                asset = replace(asset, created=moment, modified=moment, created_by=getpass.getuser())
            etag = self._database.resources.put(
                asset.kind,
                row_of(asset.name, asset.version),
                asdict(asset_shown(asset)),
                overwrite=overwrite,
                if_match=if_match,
            )
            keep_secrets(self._layout, asset)
        return replace(asset, etag=etag)

    def delete_asset(self, kind: str, name: str, version: str = "") -> None:
        """See the contract."""
        from amlwidgets.backend.embedded.asset_secrets import forget_secrets, row_of

        self._database.resources.delete(kind, row_of(name, version))
        forget_secrets(self._layout, kind, name, version)
