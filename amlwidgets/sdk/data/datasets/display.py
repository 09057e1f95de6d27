"""How a dataset shows itself: v1's text of what it is made of."""

import json
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

from amlwidgets.store.web_cache import shown

if TYPE_CHECKING:
    from amlwidgets.resources.assets import AssetRecord
    from amlwidgets.sdk.workspace import Workspace

_READERS = {
    "delimited": "ParseDelimited",
    "parquet": "ReadParquetFile",
    "jsonl": "ParseJsonLines",
    "sql": "QuerySource",
}


def as_text(
    kind: str, definition: Mapping[str, Any], asset: "Optional[AssetRecord]", workspace: "Optional[Workspace]"
) -> str:
    """The kind, then what is behind it and who registered it, as JSON."""
    told: Dict[str, Any] = {
        "source": [source_text(source) for source in definition["sources"]],
        "definition": _steps(definition),
    }
    if asset is not None:
        from amlwidgets.sdk.data.datasets.registered import id_of, number_of

        told["registration"] = {
            "id": id_of(asset, definition),
            "name": asset.name,
            "version": number_of(asset),
            **({"description": asset.properties["description"]} if asset.properties.get("description") else {}),
            **({"tags": asset.properties["tags"]} if asset.properties.get("tags") else {}),
            **({"workspace": repr(workspace)} if workspace is not None else {}),
        }
    return f"{kind}\n{json.dumps(told, indent=2, ensure_ascii=False)}"


def source_text(source: Mapping[str, Any]) -> str:
    """A source in one text, without what may be secret."""
    if "url" in source:
        return shown(source["url"])
    if "query" in source:
        return f"('{source['datastore']}', {source['query']!r})"
    return f"('{source['datastore']}', '{source['path']}')" if "datastore" in source else str(source["path"])


def _steps(definition: Mapping[str, Any]) -> List[str]:
    reader = definition.get("reader") or {}
    first = ["GetFiles"] if reader.get("format") != "sql" else []
    named = [_READERS[reader["format"]]] if reader else []
    return [*first, *named, *(_camel(step["do"]) for step in definition["steps"])]


def _camel(words: str) -> str:
    return "".join(word.capitalize() for word in words.split("_"))
