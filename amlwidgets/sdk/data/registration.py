"""One datastore on its way into the workspace: what is said of it, what opens it, and whether it does."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Type, TypeVar

from amlwidgets.resources.errors import ResourceExists, ResourceNotFound, UserErrorException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datastore import AbstractDatastore, unreachable

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

T = TypeVar("T", bound=AbstractDatastore)

PROTOCOLS = ("https", "http")


class Registration:
    """A datastore that is to be. `validate`: it must answer first. `make`: a container that is missing is made."""

    def __init__(
        self, workspace: "Workspace", record: DatastoreRecord, secrets: Optional[Mapping[str, Any]] = None
    ) -> None:
        self._workspace = workspace
        self._record = record
        self.secrets = {field: arguments.text(field, value) for field, value in (secrets or {}).items()}
        self.validate = False
        self.make = False

    def set(self, **settings: Any) -> None:
        """Settings of its kind; None is none."""
        found = {name: value for name, value in settings.items() if value is not None}
        self._record = replace(self._record, settings={**self._record.settings, **found})

    def record_unused(
        self, call: str, unknown: Mapping[str, Any], unused: Optional[Dict[str, Any]] = None
    ) -> None:
        """What was given and has no effect here: kept, and what is unknown warns."""
        kept = {**(unused or {}), **arguments.unknown(call, unknown)}
        if kept:
            self.set(recorded=kept)

    def take_options(self, call: str, options: Dict[str, Any], unused: Optional[Dict[str, Any]] = None) -> None:
        """v1's `skip_validation` among the keywords of a database; what else is there is unknown."""
        skip = options.pop("skip_validation", True)
        self.validate = not arguments.instance("skip_validation", skip, bool)
        self.record_unused(call, options, unused)

    def register(self, kind: Type[T], overwrite: bool) -> T:
        """The datastore, once it is in the workspace."""
        backend, record = self._workspace.backend, self._record
        self._refuse_taken(overwrite)
        if self.validate or self.make:
            with unreachable():
                backend.try_datastore(record, self.secrets, make=self.make)
        try:
            made = backend.put_datastore(record, self.secrets, overwrite=overwrite)
        except ResourceExists as error:
            raise self._taken() from error
        return kind.of_record(self._workspace, made)

    def _refuse_taken(self, overwrite: bool) -> None:
        """Before anything is asked of a service."""
        try:
            present = self._workspace.backend.get_datastore(self._record.name)
        except ResourceNotFound:
            return
        if present.protected:
            raise UserErrorException(
                f"{present.name!r} belongs to the workspace.", remedy="Register it under another name."
            )
        if not overwrite:
            raise self._taken()

    def _taken(self) -> UserErrorException:
        return UserErrorException(
            f"There is a datastore {self._record.name!r} already.",
            remedy="Give overwrite=True to replace it.",
        )


def principal(
    tenant: Optional[str],
    client: Optional[str],
    secret: Optional[str],
    resource: Optional[str],
    authority: Optional[str],
) -> Dict[str, Optional[str]]:
    """The settings of a service principal, which is given whole or not at all."""
    parts = {"tenant_id": tenant, "client_id": client, "client_secret": secret}
    missing = [name for name, value in parts.items() if not value]
    if missing and len(missing) < len(parts):
        raise UserErrorException(
            f"{', '.join(missing)} of the service principal {'is' if len(missing) == 1 else 'are'} missing.",
            remedy="Give tenant_id, client_id and client_secret, or none of them.",
        )
    return {"tenantId": tenant, "clientId": client, "resourceUrl": resource, "authorityUrl": authority}


def one_of(**secrets: Optional[str]) -> Dict[str, str]:
    """At most one of several ways to open a place, by our fields."""
    fields = {
        "sas_token": "sasToken",
        "account_key": "accountKey",
        "connection_string": "connectionString",
        "client_secret": "clientSecret",
    }
    found = {name: arguments.text(name, value) for name, value in secrets.items() if value is not None}
    if len(found) > 1:
        raise UserErrorException(f"Only one of {', '.join(secrets)} is given; came {' and '.join(found)}.")
    return {fields[name]: value.lstrip("?") if name == "sas_token" else value for name, value in found.items()}


def tcp_port(value: Any) -> Optional[int]:
    """A port, if one is given."""
    return None if value is None else arguments.whole("port", value, 1)
