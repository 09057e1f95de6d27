"""Changing and checking a workspace."""

import os
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

from amlwidgets.resources.errors import AzureMLException
from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


class WorkspaceUpkeep:
    """What v1 does to a workspace as a whole. Of Azure's own settings an embedded workspace has none."""

    _backend: "Backend"

    def get_details(self) -> Dict[str, Any]:
        """What the workspace is, as a dict."""
        raise NotImplementedError

    def update(
        self,
        friendly_name: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        image_build_compute: Optional[str] = None,
        service_managed_resources_settings: Any = None,
        primary_user_assigned_identity: Optional[str] = None,
        allow_public_access_when_behind_vnet: Optional[bool] = None,
        v1_legacy_mode: Optional[bool] = None,
    ) -> Dict[str, Any]:
        """Change its friendly name, its description, its tags (all of them); returns the details.

        Settings of Azure's are accepted and have no effect.
        """
        texts = {key: value or "" for key, value in arguments.string_map("tags", tags).items()}
        self._backend.update_workspace(
            friendly_name=None if friendly_name is None else arguments.text("friendly_name", friendly_name),
            description=None if description is None else str(description),
            tags=None if tags is None else texts,
        )
        return self.get_details()

    def update_dependencies(self, container_registry: Optional[str] = None, force: bool = False) -> Dict[str, Any]:
        """Nothing depends on a registry; returns the details."""
        return self.get_details()

    def sync_keys(self, no_wait: bool = False) -> None:
        """Nothing to do: no key of a storage account is kept."""

    def list_keys(self) -> Dict[str, Any]:
        """The keys of what belongs to a workspace in Azure: None each, there are none."""
        return {
            "userStorageKey": None,
            "appInsightsInstrumentationKey": None,
            "containerRegistryCredentials": None,
        }

    def diagnose_workspace(self, diagnose_parameters: Any) -> Dict[str, Any]:
        """Whether its records can be read and its datastores' folders are there: troubles by part."""
        return {
            "value": {
                "user_defined_route_results": [],
                "network_security_rule_results": [],
                "resource_lock_results": [],
                "dns_resolution_results": [],
                "storage_account_results": self._storage_troubles(),
                "key_vault_results": [],
                "container_registry_results": [],
                "application_insights_results": [],
                "other_results": _troubles("WorkspaceUnreadable", self._backend.list_experiments),
            }
        }

    def _storage_troubles(self) -> List[Dict[str, str]]:
        troubles = _troubles("StorageUnreadable", self._backend.list_datastores)
        if troubles:
            return troubles
        return [
            _trouble("FolderMissing", f"The folder {store.path!r} of the datastore {store.name!r} is missing.")
            for store in self._backend.list_datastores()
            if store.path and not os.path.isdir(store.path)
        ]


def _troubles(code: str, look: Any) -> List[Dict[str, str]]:
    try:
        look()
    except AzureMLException as error:
        return [_trouble(code, str(error))]
    return []


def _trouble(code: str, message: str) -> Dict[str, str]:
    return {"code": code, "level": "Error", "message": message}
