"""How requests travel to Azure storage: connections that are kept, time limits that count in seconds."""

import logging
import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Dict
from urllib.parse import urlsplit

from amlwidgets.storage.sending import in_pieces

if TYPE_CHECKING:
    from requests.adapters import HTTPAdapter

CONNECTIONS = 40
"""Kept to one host: 16 small files and two big ones with their parts at once."""

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
RETRY = {"initial_backoff": 0, "increment_base": 2, "random_jitter_range": 1}
TIMES = {"retry_total": 3, "retry_connect": 1, "retry_read": 1}
QUICKLY: Dict[str, Any] = {"retry_total": 0, "connection_timeout": 4.0, "read_timeout": 4.0}
"""For one request of a check, beside its own arguments."""

_READ_BYTES = 1 << 18
"""As the storage clients' own transports: azure-core's 4096 cost a core."""


def options(retry_policy: Any) -> Dict[str, Any]:
    """For the constructor of a client: its transport, and its retries by the policy class of its package.

    Who refuses is known after 3 s, who swallows everything after 12 s, who takes and does not answer after about
    30 s; a service that is too busy is asked for about 15 s. The clients' own limits are 84 s and minutes.
    """
    from azure.core.pipeline.transport import RequestsTransport

    logging.getLogger("urllib3.connectionpool").addFilter(_UNSIGNED)
    transport = RequestsTransport(
        connection_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        connection_data_block_size=_READ_BYTES,
        connection_verify=os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True,
        use_env_settings=False,  # requests reads all of the environment, and ~/.netrc, for each request
    )
    transport.open()
    adapter = _adapter()
    for scheme in ("http://", "https://"):
        transport.session.mount(scheme, adapter)
    return {"transport": transport, "retry_policy": retry_policy(**RETRY, **TIMES)}


def _adapter() -> "HTTPAdapter":
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        """Sends what is large in pieces: a socket's time limit is one for all that is given to it at once."""

        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            in_pieces(request)
            kwargs["proxies"] = kwargs.get("proxies") or _proxies(*urlsplit(request.url)[:2])
            return super().send(request, *args, **kwargs)

    return Adapter(pool_connections=4, pool_maxsize=CONNECTIONS, max_retries=0)


@lru_cache(maxsize=64)
def _proxies(scheme: str, host: str) -> Dict[str, str]:
    """What the environment says is between here and a host."""
    from requests.utils import get_environ_proxies

    found: Dict[str, str] = get_environ_proxies(f"{scheme}://{host}", no_proxy=None)
    return found


class _Unsigned(logging.Filter):
    """urllib3 logs addresses, and a SAS token is part of them."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                re.sub(r"\bsig=[^&\s]+", "sig=…", given) if isinstance(given, str) else given
                for given in record.args
            )
        return True


_UNSIGNED = _Unsigned()
