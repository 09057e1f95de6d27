"""The datasets that a model names."""

from typing import TYPE_CHECKING, Any, Dict, List, Optional

from amlwidgets.resources.errors import AzureMLException
from amlwidgets.sdk.model.details import ModelDetails

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


def datasets_of(workspace: "Workspace", details: ModelDetails) -> Dict[str, List[Any]]:
    """By scenario; what is registered no more is left out."""
    found: Dict[str, List[Any]] = {}
    for told in details.datasets:
        dataset = dataset_of(workspace, told.get("id"))
        if dataset is not None:
            found.setdefault(told["scenario"], []).append(dataset)
    return found


def dataset_of(workspace: "Workspace", id: Optional[str]) -> Any:
    """The dataset of an id; None of none, and of one that is registered no more."""
    if not id:
        return None
    from amlwidgets.sdk.dataset import Dataset

    try:
        return Dataset.get_by_id(workspace, id)
    except AzureMLException:
        return None
