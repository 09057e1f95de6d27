"""The secrets of datastores: in the workspace's secrets home and nowhere else."""

import json
from contextlib import suppress
from typing import Dict, Mapping

from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.store.secret_references import resolve
from amlwidgets.store.secrets import SecretStore

Secrets = Mapping[str, str]
"""By field: accountKey, sasToken, connectionString, clientSecret, password, accessKeyId, secretAccessKey, …"""

_SCOPE = "datastore"


def keep(store: SecretStore, datastore: str, secrets: Secrets) -> None:
    """In place of those there are; none at all forgets them. Values may be `env:NAME` and `file:/PATH`."""
    if secrets:
        store.set(_SCOPE, datastore, json.dumps(dict(secrets)), content_type="application/json")
    else:
        forget(store, datastore)


def forget(store: SecretStore, datastore: str) -> None:
    """Remove them."""
    with suppress(ResourceNotFound):
        store.delete(_SCOPE, datastore)


def read(store: SecretStore, datastore: str) -> Dict[str, str]:
    """What was kept, references resolved; nothing for a datastore without secrets. Raises StoreException."""
    try:
        kept = json.loads(store.get(_SCOPE, datastore))
    except ResourceNotFound:
        return {}
    return resolved(datastore, kept)


def resolved(datastore: str, secrets: Secrets) -> Dict[str, str]:
    """What their references lead to. Raises StoreException for one that leads nowhere."""
    return {field: resolve(f"{field} of {datastore}", str(value)) for field, value in secrets.items()}
