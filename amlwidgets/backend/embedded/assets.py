"""Versioned assets of an embedded workspace: rows of the generic table, named `<name>:<version>`."""

from dataclasses import asdict, replace
from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.backend.embedded.part import Part
from amlwidgets.faces.environment import KIND as ENVIRONMENTS
from amlwidgets.faces.environment import VARIABLES
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.ids import check_asset_name, check_name
from amlwidgets.resources.records import record


class Assets(Part):
    """See the contract for what each method does."""

    def list_assets(self, kind: str, name: Optional[str] = None) -> List[AssetRecord]:
        """See the contract."""
        found = [self._with_secrets(record(AssetRecord, row)) for row in self._database.resources.list(kind)]
        wanted = [asset for asset in found if name is None or asset.name == name]
        return sorted(wanted, key=lambda asset: -asset.created)

    def get_asset(self, kind: str, name: str, version: str = "") -> AssetRecord:
        """See the contract."""
        values, etag = self._database.resources.get_with_etag(kind, _row(name, version))
        return replace(self._with_secrets(record(AssetRecord, values)), etag=etag)

    def put_asset(
        self, asset: AssetRecord, *, if_match: Optional[str] = None, overwrite: bool = True
    ) -> AssetRecord:
        """See the contract."""
        import getpass

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
                _row(asset.name, asset.version),
                asdict(_shown(asset)),
                overwrite=overwrite,
                if_match=if_match,
            )
            self._keep_secrets(asset)
        return replace(asset, etag=etag)

    def delete_asset(self, kind: str, name: str, version: str = "") -> None:
        """See the contract."""
        from amlwidgets.store.secret_variables import ENVIRONMENT, forget

        self._database.resources.delete(kind, _row(name, version))
        if kind == ENVIRONMENTS:
            forget(self._layout, ENVIRONMENT, _row(name, version))

    def _keep_secrets(self, asset: AssetRecord) -> None:
        if asset.kind == ENVIRONMENTS:
            from amlwidgets.store.secret_variables import ENVIRONMENT, keep

            keep(self._layout, ENVIRONMENT, _row(asset.name, asset.version), _variables(asset.properties))

    def _with_secrets(self, asset: AssetRecord) -> AssetRecord:
        if asset.kind != ENVIRONMENTS or not _variables(asset.properties):
            return asset
        from amlwidgets.store.secret_variables import ENVIRONMENT, put_together

        row, variables = _row(asset.name, asset.version), _variables(asset.properties)
        return _with(asset, put_together(self._layout, ENVIRONMENT, row, variables))


def _shown(asset: AssetRecord) -> AssetRecord:
    """What the row holds: dots in place of what looks secret among an environment's variables."""
    if asset.kind != ENVIRONMENTS or not _variables(asset.properties):
        return asset
    from amlwidgets.store.secret_variables import shown

    return _with(asset, shown(_variables(asset.properties)))


def _variables(properties: Mapping[str, Any]) -> Dict[str, str]:
    return {str(name): str(value) for name, value in (properties.get(VARIABLES) or {}).items()}


def _with(asset: AssetRecord, variables: Dict[str, str]) -> AssetRecord:
    return replace(asset, properties={**asset.properties, VARIABLES: variables})


def _row(name: str, version: str) -> str:
    return f"{name}:{version}" if version else name
