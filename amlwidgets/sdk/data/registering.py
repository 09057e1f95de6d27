"""`Datastore`: finding datastores, and registering each kind of them."""

from typing import TYPE_CHECKING, Any, Optional

from amlwidgets.resources.errors import ResourceNotFound, UserErrorException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datastore import AbstractDatastore
from amlwidgets.sdk.data.datastore_kinds import from_record
from amlwidgets.sdk.data.registering_azure import AzureStores
from amlwidgets.sdk.data.registering_databases import Databases
from amlwidgets.sdk.data.registering_others import OtherStores

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class Datastore(AzureStores, Databases, OtherStores):
    """The way to datastores: `Datastore(workspace, name)` is the datastore itself, of the class of its type.

    Every `register_*` raises UserErrorException for a name that is taken, unless `overwrite`. What they take as a
    secret may be `env:NAME` or `file:/PATH`, which is looked up where it is used.
    """

    def __new__(cls, workspace: "Workspace", name: Optional[str] = None) -> Any:
        """A datastore; the default one without a name."""
        return Datastore.get_default(workspace) if name is None else Datastore.get(workspace, name)

    @staticmethod
    def get(workspace: "Workspace", datastore_name: str) -> AbstractDatastore:
        """A datastore by name. Raises UserErrorException when there is none of that name."""
        name = arguments.text("datastore_name", datastore_name)
        try:
            return from_record(workspace, workspace.backend.get_datastore(name))
        except ResourceNotFound as error:
            known = ", ".join(record.name for record in workspace.backend.list_datastores())
            raise UserErrorException(
                f"Could not find datastore {name} in workspace {workspace.name}.", error, remedy=f"There: {known}."
            ) from error

    @staticmethod
    def get_default(workspace: "Workspace") -> AbstractDatastore:
        """The datastore that is used where none is named."""
        return workspace.get_default_datastore()
