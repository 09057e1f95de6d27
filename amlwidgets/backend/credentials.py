"""Who asks Azure: what a notebook gave as `auth`, else what azure-identity finds. Nothing of it is written."""

from typing import Any, Dict

from amlwidgets.resources.errors import AuthenticationException

ARM_SCOPE = "https://management.azure.com/.default"
INSTALL = "pip install 'amlwidgets[azure]'"

_given: Dict[str, Any] = {}


def give(arm_id: str, credential: Any) -> None:
    """Use a credential for a workspace from now on, in this process."""
    _given[arm_id.lower()] = credential


def credential_of(arm_id: str, tenant: str = "") -> Any:
    """The credential for a workspace: an object with azure-identity's `get_token`.

    Raises AuthenticationException where azure-identity is not installed.
    """
    found = _given.get(arm_id.lower())
    if found is None:
        found = _given[arm_id.lower()] = default_credential(tenant)
    return found


def default_credential(tenant: str = "") -> Any:
    """What azure-identity finds: environment variables, `az login`, a managed identity, Visual Studio Code."""
    kept = {name: tenant for name in ("interactive_browser_tenant_id", "shared_cache_tenant_id") if tenant}
    return identity("DefaultAzureCredential", **kept)


def identity(name: str, **settings: Any) -> Any:
    """A credential of azure-identity by its class's name. Raises AuthenticationException without the package."""
    return getattr(identity_package(), name)(**settings)


def identity_package() -> Any:
    """azure-identity, imported when it is first needed."""
    try:
        import azure.identity  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise AuthenticationException(
            "Signing in to Azure needs the package azure-identity, which is not installed here.",
            error,
            remedy=f"{INSTALL}, then: az login",
        ) from error
    return azure.identity


def is_identity_installed() -> bool:
    """Whether Azure can be asked at all."""
    from importlib.util import find_spec

    try:
        return find_spec("azure.identity") is not None
    except ImportError:
        return False
