"""What a workspace keeps beside runs, computes and datastores: environments, codes, data, models, components…"""

from dataclasses import dataclass, field
from typing import Any, Dict


@dataclass(frozen=True)
class AssetRecord:
    """One version of a named thing. `kind` is its word in REST paths (`environments`); a kind without versions
    has "" there. `properties` is what was registered, JSON-ready; `etag` changes with every change.
    """

    kind: str
    name: str
    version: str = ""
    properties: Dict[str, Any] = field(default_factory=dict)
    created: float = 0.0
    modified: float = 0.0
    created_by: str = ""
    etag: str = ""
