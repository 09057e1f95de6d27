"""Snapshots: code that is uploaded once per content."""

import hashlib
import os
from functools import partial
from typing import Any, Dict, Iterator, List, Tuple
from urllib.parse import quote

from amlwidgets.backend.rest.part import Part
from amlwidgets.resources.errors import ResourceNotFound, ServiceUnavailable, UserErrorException

CODES, VERSION = "codes", "1"
_FOLDER = "code"
_UPLOADERS = 8
_BLOCK = 256 * 1024
_BLOB = {"x-ms-blob-type": "BlockBlob", "x-ms-version": "2021-08-06"}

Source = Tuple[str, str, int]  # path in the snapshot, file, size


class Snapshots(Part):
    """See the contract for what each method does."""

    def take_snapshot(self, source_directory: str) -> str:
        """See the contract. The same content has the same name, so what is there already is not sent again."""
        from uuid import UUID

        files, digest = _read(os.path.abspath(source_directory))
        name = str(UUID(digest[:32]))
        place = self.endpoints.arm(CODES, name, "versions", VERSION)
        try:
            return self._snapshot_id(name, self._get(place))
        except ResourceNotFound:
            pass
        upload = self._post(place.below("startPendingUpload"), {"pendingUploadType": "TemporaryBlobReference"})
        uri = self._uploaded(upload, files)
        body = {"codeUri": uri, "properties": {"hash_sha256": digest, "hash_version": "202208"}}
        return self._snapshot_id(name, self._ask("PUT", place, {"properties": body}).json() or {})

    def _snapshot_id(self, name: str, code: Dict[str, Any]) -> str:
        """The id that a run names it by."""
        raise NotImplementedError

    def _uploaded(self, upload: Dict[str, Any], files: List[Source]) -> str:
        """Send the files to where the service wants them; returns the URI of their folder."""
        from concurrent.futures import ThreadPoolExecutor

        told = upload.get("blobReferenceForConsumption") or {}
        signed = (told.get("credential") or {}).get("sasUri")
        if not isinstance(signed, str) or not signed.startswith(("https://", "http://")):
            raise ServiceUnavailable("The service did not say where code is to be uploaded.")
        # As many at once as a connection pool holds: source folders are many small files.
        with ThreadPoolExecutor(_UPLOADERS, "amlwidgets-upload") as pool:
            for _ in pool.map(partial(self._send, signed), files):
                pass
        return f"{told.get('blobUri') or signed.partition('?')[0]}/{_FOLDER}"

    def _send(self, signed: str, source: Source) -> None:
        path, file, size = source
        container, _, query = signed.partition("?")
        headers = {**_BLOB, "Content-Length": str(size)}
        url = f"{container}/{_FOLDER}/{quote(path)}?{query}"
        self.transport.request("PUT", url, content=lambda: _pieces(file, size), headers=headers)


def _read(source: str) -> Tuple[List[Source], str]:
    """The files of a folder, and the hash of all their paths, modes and contents.

    Raises UserErrorException for a folder that is not there, RunConfigurationException for one that is too large.
    """
    from amlwidgets.store.snapshots import source_files

    files: List[Source] = []
    found = hashlib.sha256()
    for path, status in source_files(source):
        file = os.path.join(source, path)
        digest = hashlib.sha256()
        for piece in _pieces(file, status.st_size):
            digest.update(piece)
        found.update(
            f"{path}\0{status.st_mode & 0o777}\0{digest.hexdigest()}\n".encode("utf-8", "surrogateescape")
        )
        files.append((path, file, status.st_size))
    return files, found.hexdigest()


def _pieces(path: str, size: int) -> Iterator[bytes]:
    """So many bytes of a file, also of one that grows. Raises UserErrorException for one that shrank."""
    left = size
    with open(path, "rb") as file:
        while left:
            piece = file.read(min(left, _BLOCK))
            if not piece:
                raise UserErrorException(f"The file {path!r} changed while it was read.", remedy="Submit again.")
            left -= len(piece)
            yield piece
