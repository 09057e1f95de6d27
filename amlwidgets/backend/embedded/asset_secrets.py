"""The secrets among a registered environment's variables: kept apart from its row, found again for readers."""

from dataclasses import replace
from typing import Any, Dict, Mapping

from amlwidgets.faces.environment import KIND, VARIABLES
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.store.layout import Layout
from amlwidgets.store.secret_variables import ENVIRONMENT, forget, keep, put_together, shown


def row_of(name: str, version: str) -> str:
    """What the row of an asset is named."""
    return f"{name}:{version}" if version else name


def asset_shown(asset: AssetRecord) -> AssetRecord:
    """What the row holds: dots in place of what looks secret."""
    variables = _variables(asset)
    return _with(asset, shown(variables)) if variables else asset


def keep_secrets(layout: Layout, asset: AssetRecord) -> None:
    """Keep what `asset_shown` leaves out. Raises StoreException."""
    if asset.kind == KIND:
        keep(layout, ENVIRONMENT, row_of(asset.name, asset.version), _variables(asset))


def with_secrets(layout: Layout, asset: AssetRecord) -> AssetRecord:
    """The asset as it was put. Raises StoreException."""
    variables = _variables(asset)
    if not variables:
        return asset
    return _with(asset, put_together(layout, ENVIRONMENT, row_of(asset.name, asset.version), variables))


def forget_secrets(layout: Layout, kind: str, name: str, version: str) -> None:
    """Remove what was kept of an asset."""
    if kind == KIND:
        forget(layout, ENVIRONMENT, row_of(name, version))


def _variables(asset: AssetRecord) -> Dict[str, str]:
    given: Mapping[str, Any] = (asset.properties.get(VARIABLES) or {}) if asset.kind == KIND else {}
    return {str(name): str(value) for name, value in given.items()}


def _with(asset: AssetRecord, variables: Dict[str, str]) -> AssetRecord:
    return replace(asset, properties={**asset.properties, VARIABLES: variables})
