"""MD5, for what services compare contents by."""

import hashlib
import sys

if sys.version_info >= (3, 9):  # noqa: UP036 - a job may run on 3.8

    def md5(data: bytes = b"") -> "hashlib._Hash":
        """A sum against damage, not against an attacker: also where rules forbid MD5 for that."""
        return hashlib.md5(data, usedforsecurity=False)

else:
    md5 = hashlib.md5
