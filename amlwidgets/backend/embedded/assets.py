"""Versioned assets of an embedded workspace: rows of the generic table, named `<name>:<version>`."""

from dataclasses import asdict, replace
from typing import List, Optional

from amlwidgets.backend.embedded.part import Part
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.ids import check_name
from amlwidgets.resources.records import record


class Assets(Part):
    """See the contract for what each method does."""

    def list_assets(self, kind: str, name: Optional[str] = None) -> List[AssetRecord]:
        """See the contract."""
        found = [record(AssetRecord, row) for row in self._database.resources.list(kind)]
        wanted = [asset for asset in found if name is None or asset.name == name]
        return sorted(wanted, key=lambda asset: -asset.created)

    def get_asset(self, kind: str, name: str, version: str = "") -> AssetRecord:
        """See the contract."""
        values, etag = self._database.resources.get_with_etag(kind, _row(name, version))
        return replace(record(AssetRecord, values), etag=etag)

    def put_asset(
        self, asset: AssetRecord, *, if_match: Optional[str] = None, overwrite: bool = True
    ) -> AssetRecord:
        """See the contract."""
        import getpass

        check_name(asset.name, "name")
        if asset.version:
            check_name(asset.version, "version")
        with self._database.write():
            try:
                present = self.get_asset(asset.kind, asset.name, asset.version)
                asset = replace(asset, created=present.created, created_by=present.created_by, modified=now())
            except ResourceNotFound:
                moment = now()
                asset = replace(asset, created=moment, modified=moment, created_by=getpass.getuser())
            row = _row(asset.name, asset.version)
            etag = self._database.resources.put(
                asset.kind, row, asdict(asset), overwrite=overwrite, if_match=if_match
            )
        return replace(asset, etag=etag)

    def delete_asset(self, kind: str, name: str, version: str = "") -> None:
        """See the contract."""
        self._database.resources.delete(kind, _row(name, version))


def _row(name: str, version: str) -> str:
    return f"{name}:{version}" if version else name
