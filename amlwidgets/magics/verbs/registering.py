"""`datastore register`: a folder of this machine, or what is elsewhere, with no secret in the command."""

import os
import re
from argparse import Namespace
from getpass import getpass
from typing import TYPE_CHECKING, Any

from amlwidgets.magics.verbs.grammar import DATASTORE_TYPES
from amlwidgets.magics.verbs.parsing import unknown
from amlwidgets.resources.errors import ResourceExists, UserErrorException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.kinds import KINDS, LOCAL_FOLDER, Kind, check_complete

if TYPE_CHECKING:
    from amlwidgets.magics.verbs.session import Session

_REFERENCE = re.compile(r"(env:\w+|file:[/~].*)\Z", re.DOTALL)


def register_datastore(session: "Session", arguments: Namespace) -> None:
    """Use a folder, a bucket or a database as a datastore. Elsewhere, it is tried first."""
    store = _folder(arguments) if arguments.folder else _elsewhere(arguments)
    if store.path:
        session.backend.put_datastore(store, overwrite=False)
    else:
        _refuse_taken(session, store.name)
        kind = KINDS[store.type]
        secrets = dict(_secret(store.name, kind, text) for text in arguments.secret)
        if not arguments.no_check:
            session.backend.try_datastore(store, secrets)
        session.backend.put_datastore(store, secrets, overwrite=False)
    session.say(f"{store.name}: {store.path or store.type}{' (default)' if store.is_default else ''}")


def _folder(arguments: Namespace) -> DatastoreRecord:
    if arguments.type or arguments.account or arguments.container or arguments.set or arguments.secret:
        raise UserErrorException("A folder has no type, account, container, setting or secret: leave FOLDER out.")
    folder = os.path.abspath(os.path.expanduser(arguments.folder))
    if not os.path.isdir(folder):
        raise UserErrorException(
            f"There is no folder {arguments.folder!r}.", remedy="Make it first, or check its name."
        )
    return DatastoreRecord(arguments.name, LOCAL_FOLDER, folder, is_default=arguments.default)


def _elsewhere(arguments: Namespace) -> DatastoreRecord:
    if not arguments.type:
        raise UserErrorException(
            "Neither a folder nor a type is given.",
            remedy=f"Give FOLDER, or --type with one of: {', '.join(DATASTORE_TYPES)}.",
        )
    if arguments.type not in DATASTORE_TYPES:
        raise unknown("type of datastore", arguments.type, list(DATASTORE_TYPES))
    kind = KINDS[DATASTORE_TYPES[arguments.type]]
    store = DatastoreRecord(
        arguments.name,
        kind.type,
        "",
        arguments.account or "",
        arguments.container or "",
        is_default=arguments.default,
        settings=dict(_setting(kind, name, value) for name, value in arguments.set),
    )
    check_complete(store)
    return store


def _refuse_taken(session: "Session", name: str) -> None:
    """Before anything is asked, of the user or a service."""
    if any(store.name == name for store in session.backend.list_datastores()):
        raise ResourceExists(f"There is a datastore {name!r} already.")


def _setting(kind: Kind, said: str, value: str) -> tuple[str, Any]:
    name = _field(f"setting of {kind.type}", said, kind.settings)
    if name == "port":
        if not value.isdecimal():
            raise UserErrorException(f"port is {value!r}; expected a whole number.")
        return name, int(value)
    return name, value.lower() not in ("false", "no", "0") if name == "enforceSsl" else value


def _secret(store: str, kind: Kind, text: str) -> tuple[str, str]:
    """A field and what is kept for it: a reference, or what the user types unseen."""
    said, equals, value = text.partition("=")
    try:
        name = _field("secret", said, kind.secrets)
    except UserErrorException as error:  # its message quotes what may be the secret itself
        raise UserErrorException(f"No secret of {kind.type} has that name.", remedy=error.remedy) from None
    if not equals:
        value = getpass(f"{said} of {store}: ")
    elif not _REFERENCE.match(value):
        raise UserErrorException(
            f"The value of {said} stands in the command, where others can see it.",
            remedy=f"Give {said}=env:NAME or {said}=file:/PATH, or {said} alone and type it when asked.",
        )
    if not value:
        raise UserErrorException(f"Nothing was given for {said}.")
    return name, value


def _field(what: str, said: str, known: tuple[str, ...]) -> str:
    """The field of a name in whatever spelling: accountKey, account-key, account_key."""
    spelled = {re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name): name for name in known}
    plain = said.replace("_", "-")
    for word, name in spelled.items():
        if plain in (word, name):
            return name
    raise unknown(what, said, list(spelled))
