"""What of a compute target's properties is secret: told apart at the door, kept in the secrets' own place."""

from typing import Any, Dict, Mapping, Tuple

from amlwidgets.resources.redaction import names_secret

_SECRET = (
    "password",
    "privateKeyData",
    "privateKeyPassphrase",
    "adminUserPassword",
    "databricksAccessToken",
    "relayConnectionString",
    "serviceBusConnectionString",
    "kustoConnectionString",
    "applicationKey",
    "sslPrivateKey",
    "key",
)
"""Names of properties, wherever they stand."""


def split_secrets(values: Mapping[str, Any]) -> Tuple[Dict[str, Any], Dict[str, Any]]:
    """What may be recorded and shown, and what may not, both in the shape of `values`."""
    public: Dict[str, Any] = {}
    secret: Dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            public[name], inside = split_secrets(value)
            secret.update({name: inside} if inside else {})
        elif (name in _SECRET or names_secret(name)) and value is not None:
            secret[name] = value
        else:
            public[name] = value
    return public, secret


def joined(public: Mapping[str, Any], secret: Mapping[str, Any]) -> Dict[str, Any]:
    """The two halves as one again."""
    found = dict(public)
    for name, value in secret.items():
        below = found.get(name)
        inside = isinstance(value, Mapping) and isinstance(below, Mapping)
        found[name] = joined(below, value) if inside else value  # type: ignore[arg-type]
    return found
