"""The blob host: `/{account}/{container}/{path}` with a SAS or a storage token."""

import uuid
from urllib.parse import unquote
from xml.etree.ElementTree import fromstring
from xml.sax.saxutils import escape

from tests.azure.double import STORAGE_AUDIENCE, Handler

DATE = "Fri, 20 Nov 2026 10:00:00 GMT"


class Blob(Handler):
    audiences = (STORAGE_AUDIENCE,)

    @property
    def place(self):
        _, _account, container, *rest = unquote(self.request.path).split("/")
        return container, "/".join(rest)

    def admitted(self) -> bool:
        params = self.params
        if "sig" in params:
            return self.state.sas_allows(self.place[0], params, self.request.method)
        return super().admitted() and "x-ms-version" in {name.lower() for name in self.request.headers}

    def refuse(self) -> None:
        self.say(403, "AuthenticationFailed", "Server failed to authenticate the request.")

    def say(self, status, code, message) -> None:
        self.set_status(status)
        self.set_header("x-ms-error-code", code)
        self.set_header("Content-Type", "application/xml")
        if self.request.method == "HEAD":
            self.finish()
        else:
            self.finish(
                f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
            )

    def get(self) -> None:
        container, path = self.place
        if self.params.get("comp") == "list":
            self._list(container)
            return
        content = self.state.blobs.get((container, path))
        if content is None:
            self.say(404, "BlobNotFound", "The specified blob does not exist.")
            return
        self._head(content)
        asked = self.request.headers.get("x-ms-range") or self.request.headers.get("Range")
        if asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            begin, end = int(first), int(last) + 1 if last else len(content)
            if begin >= len(content):
                self.set_header("Content-Range", f"bytes */{len(content)}")
                self.say(
                    416, "InvalidRange", "The range specified is invalid for the current size of the resource."
                )
                return
            end = min(end, len(content))
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {begin}-{end - 1}/{len(content)}")
            content = content[begin:end]
        self.finish(content)

    def head(self) -> None:
        content = self.state.blobs.get(self.place)
        if content is None:
            self.say(404, "BlobNotFound", "The specified blob does not exist.")
            return
        self._head(content)
        self.set_header("Content-Length", str(len(content)))
        for name, value in self.state.metadata.get(self.place, {}).items():
            self.set_header(f"x-ms-meta-{name}", value)
        self.finish()

    def put(self) -> None:
        place, params = self.place, self.params
        if params.get("comp") == "block":
            self.state.blocks.setdefault(place, {})[params["blockid"]] = self.request.body
        elif params.get("comp") == "blocklist":
            names = [part.text for part in fromstring(self.request.body)]
            blocks = self.state.blocks.pop(place, {})
            self.state.blobs[place] = b"".join(blocks[name] for name in names)
        elif params.get("comp") == "metadata":
            self._meta(place)
        elif params.get("restype") == "container":
            pass
        else:
            if self.request.headers.get("If-None-Match") == "*" and place in self.state.blobs:
                self.say(409, "BlobAlreadyExists", "The specified blob already exists.")
                return
            if "x-ms-blob-type" not in self.request.headers:
                self.say(400, "MissingRequiredHeader", "x-ms-blob-type")
                return
            self.state.blobs[place] = self.request.body
        self._meta(place)
        self.set_header("ETag", '"0x8D1"')
        self.set_header("Last-Modified", DATE)
        self.answer(None, 201)

    def delete(self) -> None:
        if self.state.blobs.pop(self.place, None) is None:
            self.say(404, "BlobNotFound", "The specified blob does not exist.")
            return
        self.answer(None, 202)

    def _meta(self, place) -> None:
        found = {n.lower()[10:]: v for n, v in self.request.headers.items() if n.lower().startswith("x-ms-meta-")}
        if found:
            self.state.metadata[place] = found

    def _head(self, content: bytes) -> None:
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("Last-Modified", DATE)
        self.set_header("ETag", f'"0x8D{len(content):X}"')
        self.set_header("x-ms-request-id", str(uuid.uuid4()))
        self.set_header("x-ms-blob-type", "BlockBlob")

    def _list(self, container: str) -> None:
        params = self.params
        prefix, delimiter = params.get("prefix", ""), params.get("delimiter", "")
        names = sorted(path for held, path in self.state.blobs if held == container and path.startswith(prefix))
        entries = []
        for name in names:
            rest = name[len(prefix) :]
            if delimiter and delimiter in rest:
                folder = prefix + rest.split(delimiter)[0] + delimiter
                if ("BlobPrefix", folder) not in entries:
                    entries.append(("BlobPrefix", folder))
            else:
                entries.append(("Blob", name))
        begin = int(params.get("marker") or 0)
        most = min(int(params.get("maxresults") or 5000), max(self.double.page_size, 1))
        page, more = entries[begin : begin + most], begin + most < len(entries)
        blobs = "".join(self._entry(container, kind, name) for kind, name in page)
        marker = str(begin + most) if more else ""
        self.set_header("Content-Type", "application/xml")
        self.finish(
            f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="{container}">'
            f"<Prefix>{escape(prefix)}</Prefix><Blobs>{blobs}</Blobs><NextMarker>{marker}</NextMarker></EnumerationResults>"
        )

    def _entry(self, container: str, kind: str, name: str) -> str:
        if kind == "BlobPrefix":
            return f"<BlobPrefix><Name>{escape(name)}</Name></BlobPrefix>"
        size = len(self.state.blobs[(container, name)])
        return (
            f"<Blob><Name>{escape(name)}</Name><Properties><Creation-Time>{DATE}</Creation-Time><Last-Modified>{DATE}</Last-Modified>"
            f"<Etag>0x8D{size:X}</Etag><Content-Length>{size}</Content-Length><Content-Type>application/octet-stream</Content-Type>"
            f"<BlobType>BlockBlob</BlobType></Properties></Blob>"
        )


def routes():
    return [(r"/[^/]+/[^/]+(?:/.*)?", Blob)]
