"""The secrets of a datastore: as a PUT brings them, by field or in ARM's `credentials`, and as answered."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.kinds import ARM_KINDS, Kind

NONE = "None"
ARM_SECRETS: Mapping[str, str] = {"accountKey": "key", "sasToken": "sasToken", "clientSecret": "clientSecret"}
"""What ARM calls each of our fields."""

_TYPES: Mapping[str, str] = {
    "accountKey": "AccountKey",
    "connectionString": "AccountKey",
    "sasToken": "Sas",
    "clientSecret": "ServicePrincipal",
}
_FIELDS: Mapping[str, str] = {"AccountKey": "accountKey", "Sas": "sasToken", "ServicePrincipal": "clientSecret"}
PRINCIPAL = ("tenantId", "clientId", "authorityUrl", "resourceUrl")
"""The settings that stand among ARM's `credentials`."""


def credentials_type(datastore: DatastoreRecord) -> str:
    """ARM's word for what is kept of it."""
    if datastore.type not in ARM_KINDS:
        return NONE
    return next((_TYPES[field] for field in _TYPES if field in datastore.secret_fields), NONE)


def secret_fields(credentials: Mapping[str, Any]) -> List[str]:
    """Our fields that ARM's `credentials` say are kept."""
    field = _FIELDS.get(str(credentials.get("credentialsType")))
    return [field] if field else []


def shown_credentials(datastore: DatastoreRecord) -> Dict[str, Any]:
    """ARM's `credentials` of an answer: all but what is secret."""
    kind = credentials_type(datastore)
    if kind == NONE:
        return {"credentialsType": NONE}
    shown: Dict[str, Any] = {"credentialsType": kind, "secrets": {"secretsType": kind}}
    if kind == "ServicePrincipal":
        settings = datastore.settings
        given = {name: settings[name] for name in PRINCIPAL if settings.get(name)}
        shown.update({"tenantId": "", "clientId": "", **given})
    return shown


def arm_credentials(datastore: DatastoreRecord, secrets: Mapping[str, str]) -> Dict[str, Any]:
    """ARM's `credentials` of a PUT, with what is secret."""
    from dataclasses import replace

    shown = shown_credentials(replace(datastore, secret_fields=list(secrets)))
    if shown["credentialsType"] != NONE:
        shown["secrets"] = arm_secrets(secrets)
    return shown


def arm_secrets(secrets: Mapping[str, str]) -> Dict[str, str]:
    """The answer of `listSecrets` in ARM's words; `secretsType` is `None` where there is nothing in them."""
    plain = _plain(secrets)
    for field, said in ARM_SECRETS.items():
        if plain.get(field):
            return {"secretsType": _TYPES[field], said: plain[field]}
    return {"secretsType": NONE}


def parse_secrets(body: object, kind: Kind) -> Optional[Dict[str, str]]:
    """The secrets by field that a PUT brings; None leaves those there are. No refusal quotes a value."""
    fields = Fields(body).inner("properties")
    found = _of_credentials(fields.inner("credentials"), kind) if "credentials" in fields else None
    if "secrets" not in fields:
        return found
    given = fields.labels("secrets")
    for name in given:
        if name not in kind.secrets:
            expected = ", ".join(kind.secrets) or "no secrets"
            raise refuse("a field of the datastore", name, f"{expected} for the type {kind.arm_type!r}")
    return {**(found or {}), **{name: value for name, value in given.items() if value}}


def _of_credentials(credentials: Fields, kind: Kind) -> Optional[Dict[str, str]]:
    said = credentials.text("credentialsType", NONE)
    if said == NONE:
        return {} if kind.type in ARM_KINDS else None
    field = _FIELDS.get(said, "")
    if kind.type not in ARM_KINDS or field not in kind.secrets:
        words = [word for word, each in _FIELDS.items() if each in kind.secrets and kind.type in ARM_KINDS]
        # The name of this field looks like a secret's; its value, which is one of ARM's words, is none.
        raise refuse("the type of the datastore's access", said, f"one of {', '.join([*words, NONE])}")
    value = credentials.inner("secrets").text(ARM_SECRETS[field], "")
    return {field: value} if value else None


def connection_parts(text: str) -> Dict[str, str]:
    """The parts of a connection string of Azure's storage, by name."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def account_of(secrets: Optional[Mapping[str, str]]) -> str:
    """The account that a connection string names, or ""."""
    return connection_parts((secrets or {}).get("connectionString", "")).get("AccountName", "")


def _plain(secrets: Mapping[str, str]) -> Dict[str, str]:
    """With the key, or signature, that is in a connection string under its own name."""
    parts = connection_parts(secrets.get("connectionString", ""))
    inside = {"accountKey": parts.get("AccountKey", ""), "sasToken": parts.get("SharedAccessSignature", "")}
    return {**{name: value for name, value in inside.items() if value}, **secrets}
