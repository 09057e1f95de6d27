"""The contract over HTTP: for a workspace of another amlwidgets server, and for Azure ML itself."""

from typing import Optional

from amlwidgets.backend.rest.backend import RestBackend
from amlwidgets.backend.rest.cloud import Cloud, Credential, Tokens

__all__ = ["Cloud", "Credential", "RestBackend", "open_azure", "open_rest"]


def open_rest(url: str, arm_id: str, credential: Credential, *, cloud: Optional[Cloud] = None) -> RestBackend:
    """The workspace of an ARM id at a URL. Nothing is asked of it until something is wanted.

    Without a `cloud`, `url` is a Jupyter server's with our extension (`http://host:8888/user/ada`) and the
    credential its token. With one, it is Azure's, and a `url` takes the place of the cloud's `arm`.
    Raises WorkspaceException for an id or URL that is none.
    """
    from dataclasses import replace

    from amlwidgets.backend.rest.endpoints import ServerEndpoints
    from amlwidgets.backend.rest.server import ServerBackend
    from amlwidgets.backend.rest.transport import Transport

    if cloud is not None:
        return open_azure(arm_id, credential, cloud=replace(cloud, arm=url) if url else cloud)
    return ServerBackend(ServerEndpoints(url, arm_id), Transport(Tokens(credential)))


def open_azure(arm_id: str, credential: Credential, *, cloud: Cloud = Cloud()) -> RestBackend:
    """A workspace of Azure ML. Nothing is asked of it until something is wanted.

    Raises WorkspaceException for an id that is none.
    """
    from amlwidgets.backend.rest.azure import AzureBackend
    from amlwidgets.backend.rest.endpoints import AzureEndpoints
    from amlwidgets.backend.rest.transport import Transport

    transport = Transport(Tokens(credential))
    return AzureBackend(AzureEndpoints(cloud, arm_id, transport), transport)
