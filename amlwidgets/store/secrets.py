"""Secrets: a file each, for its owner alone. No record, log, text of an object or answer ever holds a value.

`<workspace>/secrets/<scope>/<sha256 of the name>`: the folders 0700, the files 0600. Files are named by a digest,
so that names may differ in case alone and lead nowhere; the name itself is inside. Every file is opened through
its folder's descriptor and no link is followed: who may write elsewhere in the workspace redirects nothing. The
keyring of a desktop is not asked: a job that is performed after its user has left has no session to unlock one.
"""

import os
import re
import stat
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional

from amlwidgets.resources.errors import ResourceNotFound, StoreException, StoreFull, ValidationException
from amlwidgets.store.layout import Layout

_SCOPE = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_PART = ".part-"
_PART_SECONDS = 60.0
_NAME_LENGTH = 255
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Without O_NONBLOCK a FIFO put in a secret's place would hold its reader for ever.
_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class SecretEntry:
    """What may be told of a secret. `changed`: seconds since 1970."""

    name: str
    content_type: str = ""
    changed: float = 0.0


class SecretStore:
    """The secrets of one workspace, by scope (`keyvault`, `datastore`) and name; case counts.

    Safe from any thread and process. A writer that is killed leaves the old value or the new one. Raises
    StoreException for a file or folder that is not ours alone.
    """

    def __init__(self, layout: Layout) -> None:
        self._workspace = layout.root
        self._root = layout.secrets

    def __repr__(self) -> str:
        return f"SecretStore({self._root!r})"

    def set(self, scope: str, name: str, value: str, *, content_type: str = "") -> None:
        """Keep a value, in place of an older one.

        `env:NAME` and `file:/PATH` are references: `get` gives what the variable or the file holds at that time.
        """
        import json

        if not isinstance(value, str):
            raise ValidationException(
                f"The value of the secret {name!r} is a {type(value).__name__}; expected a text."
            )
        kept = {"name": _checked(name), "value": value, "contentType": content_type, "changed": time.time()}
        try:
            with self._folder(scope, make=True) as folder:
                _sweep(folder)
                _write(folder, _digest(name), json.dumps(kept).encode())
        except FileNotFoundError as error:
            raise _cannot("written", error) from error

    def get(self, scope: str, name: str) -> str:
        """A secret's value, its reference resolved. Raises ResourceNotFound."""
        from amlwidgets.store.secret_references import resolve

        return resolve(name, str(self._read(scope, name)["value"]))

    def describe(self, scope: str, name: str) -> SecretEntry:
        """What may be told of one secret. Raises ResourceNotFound."""
        return _entry(self._read(scope, name))

    def entries(self, scope: str) -> List[SecretEntry]:
        """What may be told of all secrets of a scope, by name. A damaged file is left out with a warning."""
        found = []
        try:
            with self._folder(scope) as folder:
                for digest in filter(_DIGEST.match, os.listdir(folder)):
                    found += self._listed(folder, scope, digest)
        except FileNotFoundError:
            return []
        return sorted(found, key=lambda entry: entry.name)

    def names(self, scope: str) -> List[str]:
        """The names of all secrets of a scope."""
        return [entry.name for entry in self.entries(scope)]

    def delete(self, scope: str, name: str) -> None:
        """Remove a secret. Raises ResourceNotFound."""
        try:
            with self._folder(scope) as folder:
                os.unlink(_digest(_checked(name)), dir_fd=folder)
                os.fsync(folder)
        except FileNotFoundError:
            raise _missing(scope, name) from None

    # -- files -----------------------------------------------------------------------------------------------

    def _read(self, scope: str, name: str) -> Dict[str, Any]:
        digest = _digest(_checked(name))
        try:
            with self._folder(scope) as folder:
                return _parsed(folder, digest, self._path(scope, digest))
        except FileNotFoundError:
            raise _missing(scope, name) from None

    def _listed(self, folder: int, scope: str, digest: str) -> List[SecretEntry]:
        import warnings

        try:
            return [_entry(_parsed(folder, digest, self._path(scope, digest)))]
        except FileNotFoundError:  # removed since the folder was listed
            return []
        except StoreException as error:
            warnings.warn(f"A secret is left out. {error.message}", stacklevel=4)
            return []

    def _path(self, scope: str, digest: str) -> str:
        return os.path.join(self._root, scope, digest)

    @contextmanager
    def _folder(self, scope: str, *, make: bool = False) -> Iterator[int]:
        """A descriptor of a scope's folder. Raises FileNotFoundError for one that was never made."""
        if not _SCOPE.match(scope):
            raise ValidationException(f"scope is {scope!r}; expected lower-case letters, digits or '-'.")
        opened = [os.open(self._workspace, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
        try:
            for path in (self._root, os.path.join(self._root, scope)):
                opened.append(_open_folder(opened[-1], path, make=make))
            yield opened[-1]
        finally:
            for descriptor in opened:
                os.close(descriptor)


def _open_folder(parent: int, path: str, *, make: bool) -> int:
    name = os.path.basename(path)
    if make:
        try:
            os.mkdir(name, 0o700, dir_fd=parent)
        except FileExistsError:
            pass
        except OSError as error:
            raise _cannot("made", error) from error
    try:
        folder = os.open(name, _FOLDER_FLAGS, dir_fd=parent)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unsafe(path, "it is not a folder that can be opened, but a link or something else") from error
    try:
        _check_ours(os.fstat(folder), path, "700")
    except StoreException:
        os.close(folder)
        raise
    return folder


def _check_ours(status: os.stat_result, path: str, mode: str) -> None:
    if status.st_uid != os.geteuid():
        raise _unsafe(path, f"it belongs to user {status.st_uid}")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise _unsafe(path, "others may open it", remedy=f"See who may have read it, then: chmod {mode} {path!r}")


def _parsed(folder: int, digest: str, path: str) -> Dict[str, Any]:
    import json

    try:
        descriptor = os.open(digest, _READ_FLAGS, dir_fd=folder)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unsafe(path, "it is not a file that can be opened, but a link or something else") from error
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _unsafe(path, "it is not a file")
        _check_ours(status, path, "600")
        try:
            kept = json.loads(file.read().decode())
            sound = _digest(kept["name"]) == digest and isinstance(kept["value"], str)
        except (ValueError, KeyError, TypeError, AttributeError):
            sound = False
    if not sound:
        raise StoreException(
            f"The secret's file {path!r} is damaged.", remedy="Set the secret again, or remove it."
        )
    return kept  # type: ignore[no-any-return]


def _write(folder: int, digest: str, content: bytes) -> None:
    part = f"{_PART}{os.urandom(8).hex()}"
    try:
        descriptor = os.open(part, _WRITE_FLAGS, 0o600, dir_fd=folder)
        with open(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.replace(part, digest, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)
    except OSError as error:
        _remove(folder, part)
        raise _cannot("written", error) from error


def _sweep(folder: int) -> None:
    """Remove what writers that were killed have left."""
    for name in os.listdir(folder):
        if name.startswith(_PART):
            try:
                old = time.time() - os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime > _PART_SECONDS
            except FileNotFoundError:
                continue
            if old:
                _remove(folder, name)


def _remove(folder: int, name: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def _digest(name: str) -> str:
    from hashlib import sha256

    return sha256(name.encode()).hexdigest()


def _entry(kept: Dict[str, Any]) -> SecretEntry:
    return SecretEntry(str(kept["name"]), str(kept.get("contentType") or ""), float(kept.get("changed") or 0.0))


def _checked(name: str) -> str:
    if isinstance(name, str) and 0 < len(name) <= _NAME_LENGTH:
        return name
    raise ValidationException(f"A secret's name is {name!r}; expected a text of 1 to {_NAME_LENGTH} characters.")


def _missing(scope: str, name: str) -> ResourceNotFound:
    return ResourceNotFound(f"There is no secret {name!r}.", kind="secret", name=name, scope=scope)


def _unsafe(path: str, why: str, remedy: Optional[str] = None) -> StoreException:
    return StoreException(
        f"The secrets' place {path!r} is not used: {why}.",
        remedy=remedy or "Remove it, and set the secrets again: somebody else may have put it there.",
    )


def _cannot(what: str, error: OSError) -> StoreException:
    import errno

    kind = StoreFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StoreException
    return kind(f"A secret cannot be {what}: {error.strerror}.")
