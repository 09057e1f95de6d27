"""Who asks an Azure storage account, and where it answers: from a datastore's record and its secrets."""

import calendar
import re
import time
from typing import Any, Dict, NamedTuple, Optional
from urllib.parse import unquote, urlsplit

from amlwidgets.resources.errors import ValidationException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.credentials import Secrets

ENDPOINT = "core.windows.net"

_AUTHORITIES = {
    "core.chinacloudapi.cn": "https://login.chinacloudapi.cn",
    "core.usgovcloudapi.net": "https://login.microsoftonline.us",
}
_PUBLIC = ("login.microsoftonline.com", "login.chinacloudapi.cn", "login.microsoftonline.us")


class Place(NamedTuple):
    """What messages name, none of it secret. `kind` is "container" or "share", `credential` who asks, in words;
    `expires` when a SAS token does, in seconds since 1970; `public_first` whether it is asked anonymously first.
    """

    kind: str
    name: str
    account: str
    host: str
    credential: str
    expires: Optional[float] = None
    public_first: bool = False

    def __str__(self) -> str:
        return f"the {self.kind} {self.name!r} of the storage account {self.account!r}"


def account_url(record: DatastoreRecord, service: str) -> str:
    """Where an account's `service` ("blob", "file") answers. An emulator has the account in the path."""
    endpoint = str(record.settings.get("endpoint") or ENDPOINT).strip("/")
    if "://" in endpoint:
        return endpoint
    protocol = record.settings.get("protocol") or "https"
    if ":" in endpoint or endpoint.replace(".", "").isdigit() or endpoint == "localhost":
        return f"{protocol}://{endpoint}/{record.account_name}"
    return f"{protocol}://{record.account_name}.{service}.{endpoint}"


def open_client(
    client: Any,
    service: str,
    record: DatastoreRecord,
    secrets: Secrets,
    *,
    anonymous: bool = False,
    **options: Any,
) -> Any:
    """A client of the account, of a class of Microsoft's; `anonymous` without a credential. Nothing is asked yet.

    Raises ValidationException for a record without account or container and for secrets that cannot be read.
    """
    _check(record, secrets)
    text = secrets.get("connectionString")
    try:
        if text:
            return client.from_connection_string(text, **options)
        credential = None if anonymous else _credential(record, secrets)
        return client(account_url(record, service), credential=credential, **options)
    except ValueError:
        raise _unreadable(record, secrets) from None  # its text may hold what was given


def _check(record: DatastoreRecord, secrets: Secrets) -> None:
    if not record.container_name:
        raise ValidationException(f"The datastore {record.name!r} names no container_name; expected one.")
    if not record.account_name and not secrets.get("connectionString"):
        raise ValidationException(f"The datastore {record.name!r} names no account_name; expected one.")


def _unreadable(record: DatastoreRecord, secrets: Secrets) -> ValidationException:
    words = credential_words(record, secrets)
    given = f"{words[0].upper()}{words[1:]} of the datastore {record.name!r}"
    if is_identity(secrets):
        return ValidationException(
            f"{given} cannot be used with what is given; expected the protocol https, and of a service principal "
            "its tenantId, clientId and clientSecret.",
            remedy="Register the datastore with those, or with an account key or SAS token.",
        )
    return ValidationException(
        f"{given} cannot be read; expected one as the Azure portal shows it.",
        remedy="Register the datastore again.",
    )


def _credential(record: DatastoreRecord, secrets: Secrets) -> Any:
    from azure.core.credentials import AzureNamedKeyCredential, AzureSasCredential

    if secrets.get("accountKey"):
        return AzureNamedKeyCredential(record.account_name, secrets["accountKey"].strip())
    if secrets.get("sasToken"):
        return AzureSasCredential(secrets["sasToken"].strip().lstrip("?"))
    return _identity(record, secrets)


def _identity(record: DatastoreRecord, secrets: Secrets) -> Any:
    from azure.identity import ClientSecretCredential, DefaultAzureCredential

    options = _authority(record)
    if secrets.get("clientSecret"):
        tenant, client = (str(record.settings.get(field) or "") for field in ("tenantId", "clientId"))
        return ClientSecretCredential(tenant, client, secrets["clientSecret"], **options)
    return DefaultAzureCredential(**options)


def _authority(record: DatastoreRecord) -> Dict[str, Any]:
    """Who signs in: as given, or by the cloud. Only Microsoft's own are known to their register of authorities."""
    given = record.settings.get("authorityUrl") or _AUTHORITIES.get(str(record.settings.get("endpoint")))
    if not given:
        return {}
    host = urlsplit(given if "//" in given else f"//{given}").hostname or ""
    return {"authority": str(given), "disable_instance_discovery": host not in _PUBLIC}


def is_identity(secrets: Secrets) -> bool:
    """Whether a user or a service principal asks, and not who has a key."""
    return not any(secrets.get(field) for field in ("connectionString", "accountKey", "sasToken"))


def may_be_public(record: DatastoreRecord, secrets: Secrets) -> bool:
    """Whether nothing says who asks: no secret, and no service principal."""
    return not any(secrets.values()) and not any(record.settings.get(field) for field in ("tenantId", "clientId"))


def credential_words(record: DatastoreRecord, secrets: Secrets) -> str:
    """Who asks, without a secret."""
    if secrets.get("connectionString"):
        return "the connection string"
    if secrets.get("accountKey"):
        return "the account key"
    if secrets.get("sasToken"):
        return "the SAS token"
    if secrets.get("clientSecret"):
        return f"the service principal {record.settings.get('clientId')}"
    return "the identity of this machine's user"


def place(client: Any, kind: str, record: DatastoreRecord, secrets: Secrets) -> Place:
    """What messages name of an account's client."""
    return Place(
        kind,
        record.container_name,
        str(client.account_name or record.account_name),
        urlsplit(
            client.primary_hostname if "//" in client.primary_hostname else f"//{client.primary_hostname}"
        ).netloc,
        credential_words(record, secrets),
        _expires(secrets),
        may_be_public(record, secrets),
    )


def _expires(secrets: Secrets) -> Optional[float]:
    """When the SAS token among the secrets does, in seconds since 1970."""
    text = secrets.get("connectionString") or secrets.get("sasToken") or ""
    found = re.search(r"(?:^|[?&=])se=([^&;]+)", text)
    for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ", "%Y-%m-%d") if found else ():
        try:
            return calendar.timegm(time.strptime(unquote(found.group(1))[:20] if found else "", form))
        except ValueError:
            continue
    return None
