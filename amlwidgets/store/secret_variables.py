"""Environment variables that look secret: their values lie among the secrets, records say dots in their place."""

import json
from typing import Dict, Mapping

from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.redaction import HIDDEN, is_secret
from amlwidgets.store.layout import Layout
from amlwidgets.store.secrets import SecretStore

RUN, ENVIRONMENT = "run", "environment"
"""The scopes: whose variables they are."""


def shown(variables: Mapping[str, str]) -> Dict[str, str]:
    """The variables as a record may say them: dots in place of what looks secret."""
    return {key: HIDDEN if is_secret(key, value) else value for key, value in variables.items()}


def keep(layout: Layout, scope: str, name: str, variables: Mapping[str, str]) -> None:
    """Keep the values that look secret, in place of what was kept under the name. Raises StoreException."""
    apart = {key: value for key, value in variables.items() if value != HIDDEN and is_secret(key, value)}
    if apart:
        SecretStore(layout).set(scope, name, json.dumps(apart), content_type="application/json")
    else:
        forget(layout, scope, name)


def put_together(layout: Layout, scope: str, name: str, variables: Mapping[str, str]) -> Dict[str, str]:
    """The variables with their values. Raises StoreException for a secrets' place that is not ours alone."""
    if HIDDEN not in variables.values():
        return dict(variables)
    try:
        apart: Dict[str, str] = json.loads(SecretStore(layout).get(scope, name))
    except ResourceNotFound:
        return dict(variables)
    return {key: apart.get(key, value) if value == HIDDEN else value for key, value in variables.items()}


def forget(layout: Layout, scope: str, name: str) -> None:
    """Remove what was kept apart, if anything was."""
    try:
        SecretStore(layout).delete(scope, name)
    except ResourceNotFound:
        return
