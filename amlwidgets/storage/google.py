"""A bucket of Google Cloud Storage."""

import base64
import io
import json
import threading
from typing import TYPE_CHECKING, Any, BinaryIO, ContextManager, Dict, Iterator, List

from amlwidgets.resources.errors import AuthenticationException
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage import google_errors
from amlwidgets.storage.base import Moved
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.object_keys import BLOCK, ObjectStorage, Opened, no_bucket, there_already
from amlwidgets.storage.sending import in_pieces, may_end
from amlwidgets.storage.telling import Telling

if TYPE_CHECKING:
    from requests.adapters import HTTPAdapter

_SCOPE = "https://www.googleapis.com/auth/devstorage.read_write"
_TIMEOUT = (5, 15)
_TRY_SECONDS = 10.0
_QUICKLY: Dict[str, Any] = {"timeout": 4, "retry": None}
_LISTED = "items(name,size,updated,generation),prefixes,nextPageToken"
_REMOVED_AT_ONCE = 100


class GoogleStorage(ObjectStorage):
    """See Storage. Without secrets it signs in as Google's clients do: `gcloud auth application-default login`,
    the machine's account; as nobody at an `endpoint` of one's own.
    """

    def __init__(self, record: DatastoreRecord, secrets: Secrets) -> None:
        import google.cloud.storage  # noqa: F401 - tells that it is not installed

        super().__init__(record)
        endpoint = str(record.settings.get("endpoint") or "")
        self._endpoint = endpoint if "://" in endpoint or not endpoint else f"https://{endpoint}"
        self._project = record.settings.get("project") or None
        self._service_account = secrets.get("serviceAccount", "")
        self._lock = threading.Lock()
        self._known: Any = None

    @property
    def _client(self) -> Any:
        """Made with the first request: looking for credentials may take seconds."""
        with self._lock:
            if self._known is None:
                self._known = self._new_client()
            return self._known

    def _new_client(self) -> Any:
        from google.cloud.storage import Client

        options = {"api_endpoint": self._endpoint} if self._endpoint else None
        client = Client(project=self._project, credentials=self._credentials(), client_options=options)
        adapter = _adapter()
        for scheme in ("http://", "https://"):
            client._http.mount(scheme, adapter)
        return client

    def _credentials(self) -> Any:
        """None: as Google's clients find them."""
        from google.auth.credentials import AnonymousCredentials
        from google.oauth2 import service_account

        if not self._service_account:
            return AnonymousCredentials() if self._endpoint else None
        try:
            about = json.loads(self._service_account)
            return service_account.Credentials.from_service_account_info(about, scopes=[_SCOPE])
        except (ValueError, TypeError, AttributeError, KeyError):  # their texts may show what was given
            raise AuthenticationException(
                "serviceAccount is not the key of a service account.",
                remedy="Give the text of the JSON file that Google Cloud made for it.",
            ) from None

    @property
    def _patiently(self) -> Dict[str, Any]:
        from google.cloud.storage.retry import DEFAULT_RETRY

        retry = DEFAULT_RETRY.with_delay(initial=0.3, maximum=3).with_timeout(_TRY_SECONDS)
        return {"timeout": _TIMEOUT, "retry": retry}

    def told(self, path: str = "") -> ContextManager[None]:
        """See ObjectStorage."""
        return google_errors.told(self.bucket, path)

    def make(self) -> None:
        """Make the bucket, if it is not there."""
        from google.api_core.exceptions import Conflict

        with self.told():
            try:
                self._client.create_bucket(self.bucket, **self._patiently)
            except Conflict:
                self._look(self._patiently)  # a name that somebody else has is refused here

    def ask(self) -> None:
        """See ObjectStorage."""
        self._look(_QUICKLY)

    def _look(self, how: Dict[str, Any]) -> None:
        from google.api_core.exceptions import NotFound

        try:
            next(iter(self._client.list_blobs(self.bucket, max_results=1, prefix=self._prefix, **how)), None)
        except NotFound:
            raise no_bucket(self.bucket) from None

    def keys(self, prefix: str, *, deep: bool) -> Iterator[FileEntry]:
        """See ObjectStorage."""
        from google.api_core.exceptions import NotFound

        asked = self._client.list_blobs(
            self.bucket, prefix=prefix, delimiter=None if deep else "/", fields=_LISTED, **self._patiently
        )
        try:
            for page in asked.pages:
                yield from (_entry(blob) for blob in page)
        except NotFound:
            raise no_bucket(self.bucket) from None
        yield from (FileEntry(folder, 0, 0.0, is_folder=True) for folder in asked.prefixes)

    def head(self, key: str) -> FileEntry:
        """See ObjectStorage."""
        return _entry(self._blob(key))

    def _blob(self, key: str) -> Any:
        """As it is now. Raises NotFound."""
        from google.api_core.exceptions import NotFound

        blob = self._client.bucket(self.bucket).blob(key)
        try:
            blob.reload(**self._patiently)
        except NotFound:
            self._look(self._patiently)
            raise
        return blob

    def get(self, key: str) -> Opened:
        """See ObjectStorage."""
        return _Object(self._blob(key), self._patiently)

    def put(self, key: str, file: BinaryIO, size: int, *, overwrite: bool, moved: Moved) -> None:
        """See ObjectStorage."""
        from google.api_core.exceptions import NotFound, PreconditionFailed

        blob = self._client.bucket(self.bucket).blob(key, chunk_size=2 * BLOCK if size > BLOCK else None)
        if not overwrite and (size > BLOCK or self._endpoint) and blob.exists(**self._patiently):
            # Saves sending much in vain; and not every emulator heeds the condition below.
            raise there_already(key[len(self._prefix) :])
        condition = {} if overwrite else {"if_generation_match": 0}
        source = io.BufferedReader(Telling(file, moved))
        try:
            with may_end(moved):
                blob.upload_from_file(source, size=size, checksum="crc32c", **condition, **self._patiently)
        except NotFound:
            raise no_bucket(self.bucket) from None
        except PreconditionFailed:
            raise there_already(key[len(self._prefix) :]) from None
        finally:
            source.detach()

    def remove(self, keys: List[str]) -> None:
        """See ObjectStorage."""
        bucket = self._client.bucket(self.bucket)
        for begin in range(0, len(keys), _REMOVED_AT_ONCE):
            batch = self._client.batch(raise_exception=False)
            with batch:
                for key in keys[begin : begin + _REMOVED_AT_ONCE]:
                    bucket.blob(key).delete()
            for answer in batch._responses:
                google_errors.check_removed(answer)


def _adapter() -> "HTTPAdapter":
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        """Sends what is large in pieces, so that it can be ended."""

        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            in_pieces(request)
            return super().send(request, *args, **kwargs)

    return Adapter()


class _Object(Opened):
    """See Opened."""

    def __init__(self, blob: Any, how: Dict[str, Any]) -> None:
        import google_crc32c

        client: Any = google_crc32c
        # Another one of that name: this one knows a link of its own, which need not lead to the same endpoint.
        self._source = blob.bucket.blob(blob.name)
        self._generation, self._crc32c, self._how = blob.generation, blob.crc32c, how
        self.size = int(blob.size)
        self._sum = client.Checksum()
        self.first = self.fetch(0, min(BLOCK, self.size)) if self.size else b""

    def fetch(self, offset: int, length: int) -> bytes:
        """See Opened."""
        data: bytes = self._source.download_as_bytes(
            start=offset,
            end=offset + length - 1,
            raw_download=True,
            checksum=None,
            if_generation_match=self._generation,
            **self._how,
        )
        return data

    def add(self, data: bytes) -> None:
        """See Opened."""
        self._sum.update(data)

    def is_whole(self) -> bool:
        """See Opened."""
        return self._crc32c in (None, base64.b64encode(self._sum.digest()).decode())


def _entry(blob: Any) -> FileEntry:
    return FileEntry(blob.name, int(blob.size), blob.updated.timestamp(), etag=str(blob.generation))
