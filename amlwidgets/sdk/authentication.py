"""v1's ways to sign in: against Azure each is a credential of azure-identity; an embedded workspace needs none.

azure-identity is imported when a token is first asked for. No token and no password is in a repr or a pickle.
"""

from enum import Enum
from typing import Any, Callable, ClassVar, Dict, NamedTuple, NoReturn, Optional

from amlwidgets.resources.errors import AuthenticationException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.hidden import Hidden


class AccessToken(NamedTuple):
    """A token and when it ends, in seconds since 1970: what azure-core calls an access token."""

    token: str
    expires_on: int


_FAR_FUTURE = 4102444800
_AUTHORITIES = {
    "AzureChinaCloud": "login.chinacloudapi.cn",
    "AzureUSGovernment": "login.microsoftonline.us",
}
_ARM = {
    "AzureChinaCloud": "https://management.chinacloudapi.cn",
    "AzureUSGovernment": "https://management.usgovcloudapi.net",
}
_DEFAULT_ARM = "https://management.azure.com"


class Audience(Enum):
    """What a token is for."""

    ARM = "ARM"
    AZUREML = "AZUREML"
    arm = ARM
    aml = AZUREML


class AbstractAuthentication:
    """What all ways have in common. It fits where azure-core wants a credential: `get_token(scope).token`."""

    remedy: ClassVar[str] = "az login, then try again."

    def __init__(self, cloud: Optional[str] = None) -> None:
        self.cloud = cloud
        self._known: Any = None

    def get_authentication_header(self) -> Dict[str, str]:
        """`{"Authorization": "Bearer …"}` for Azure; empty while the workspace at hand is an embedded one.

        Raises AuthenticationException when there is no token to be had.
        """
        if self._is_needless():
            return {}
        return {"Authorization": f"Bearer {self.get_token().token}"}

    def get_token(self, *scopes: str, **kwargs: Any) -> Any:
        """A token for scopes, Azure's management by default: an AccessToken. Raises AuthenticationException."""
        try:
            return self.credential().get_token(*(scopes or (f"{self._arm()}/.default",)), **kwargs)
        except AuthenticationException:
            raise
        except Exception as error:
            # The words of a credential's error may quote what it was given: its type says enough.
            raise AuthenticationException(
                f"{type(self).__name__} was given no token: {type(error).__name__}.", remedy=self.remedy
            ) from None

    def signed_session(self, session: Any = None) -> Any:
        """A session of `requests` (the given one) that sends the header."""
        import requests

        signed = session or requests.Session()
        signed.headers.update(self.get_authentication_header())
        return signed

    def credential(self) -> Any:
        """The credential behind it, made once. Raises AuthenticationException without azure-identity."""
        if self._known is None:
            self._known = self._make()
        return self._known

    def _make(self) -> Any:
        raise NotImplementedError

    def _arm(self) -> str:
        return _ARM.get(self.cloud or "", _DEFAULT_ARM)

    def _authority(self) -> Dict[str, str]:
        return {"authority": _AUTHORITIES[self.cloud]} if self.cloud in _AUTHORITIES else {}

    def _is_needless(self) -> bool:
        from amlwidgets.sdk.workspace_choice import is_azure_at_hand

        return not is_azure_at_hand()

    def __getstate__(self) -> Dict[str, Any]:
        """Without the credential, which may hold tokens."""
        return {**vars(self), "_known": None}

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class AzureCliAuthentication(AbstractAuthentication):
    """By what `az login` left."""

    def _make(self) -> Any:
        return _identity("AzureCliCredential")


class InteractiveLoginAuthentication(AbstractAuthentication):
    """By what `az login` left, else by a browser, else by a code that is typed in on another machine.

    With `force` what `az login` left is not used.
    """

    def __init__(self, force: bool = False, tenant_id: Optional[str] = None, cloud: Optional[str] = None) -> None:
        super().__init__(cloud)
        self.force = bool(force)
        self.tenant_id = tenant_id

    def _make(self) -> Any:
        tenant = {"tenant_id": self.tenant_id} if self.tenant_id else {}
        asking = {**tenant, **self._authority()}
        ways = [] if self.force else [_identity("AzureCliCredential", **tenant)]
        ways += [_identity("InteractiveBrowserCredential", **asking), _identity("DeviceCodeCredential", **asking)]
        return _identity("ChainedTokenCredential", *ways)


class MsiAuthentication(AbstractAuthentication):
    """By the identity of the machine; `identity_config={"client_id": …}` names one of several."""

    remedy = "Give the machine a managed identity that may use the workspace, or sign in another way."

    def __init__(self, cloud: Optional[str] = None, **kwargs: Any) -> None:
        super().__init__(cloud)
        self._config = dict(kwargs.get("identity_config") or {})

    def _make(self) -> Any:
        return _identity("ManagedIdentityCredential", **self._config)


class ServicePrincipalAuthentication(AbstractAuthentication):
    """By the password of a service principal."""

    remedy = "Check tenant_id, service_principal_id and whether the password has expired."

    def __init__(
        self,
        tenant_id: str,
        service_principal_id: str,
        service_principal_password: str,
        cloud: str = "AzureCloud",
        _enable_caching: bool = True,
    ) -> None:
        super().__init__(cloud)
        self.tenant_id = arguments.text("tenant_id", tenant_id)
        self.service_principal_id = arguments.text("service_principal_id", service_principal_id)
        self._password = Hidden(service_principal_password)

    def _make(self) -> Any:
        password = self._password.reveal()
        if not password:
            raise AuthenticationException(
                "service_principal_password is empty; expected a text.",
                remedy="Make the object anew: a password is not kept when an object is saved.",
            )
        settings = self._authority()
        return _identity("ClientSecretCredential", self.tenant_id, self.service_principal_id, password, **settings)


class _HasToken(AbstractAuthentication):
    """By a token that is there already: shown to whoever is asked, also where no workspace is in Azure."""

    remedy = "Give a token that has not expired."

    def __init__(self, token: str, cloud: Optional[str], expires_on: Any = None) -> None:
        super().__init__(cloud)
        self._token = Hidden(token)
        self._expires_on = expires_on

    def _is_needless(self) -> bool:
        return False

    def get_token(self, *scopes: str, **kwargs: Any) -> Any:
        """The token, whatever it is asked for. Raises AuthenticationException when there is none."""
        token = self._token.reveal()
        if not token:
            raise AuthenticationException(f"{type(self).__name__} has no token.", remedy=self.remedy)
        return AccessToken(token, _seconds(self._expires_on))

    def credential(self) -> Any:
        """Itself."""
        return self


class ArmTokenAuthentication(_HasToken):
    """By a token for Azure's management."""

    def __init__(self, arm_access_token: str, cloud: str = "None") -> None:
        super().__init__(arm_access_token, cloud)

    def update_arm_access_token(self, new_arm_access_token: str) -> None:
        """Take another token from now on."""
        self._token = Hidden(new_arm_access_token)


class AzureMLTokenAuthentication(_HasToken):
    """By a token of a workspace."""

    EXPIRATION_THRESHOLD_IN_SECONDS = 95
    REFRESH_INTERVAL_IN_SECONDS = 30

    def __init__(
        self,
        azureml_access_token: str,
        expiry_time: Any = None,
        host: Optional[str] = None,
        subscription_id: Optional[str] = None,
        resource_group_name: Optional[str] = None,
        workspace_name: Optional[str] = None,
        experiment_name: Optional[str] = None,
        run_id: Optional[str] = None,
        user_email: Optional[str] = None,
        experiment_id: Optional[str] = None,
        cloud: str = "AzureCloud",
    ) -> None:
        super().__init__(azureml_access_token, cloud, expiry_time)

    @classmethod
    def create(
        cls,
        azureml_access_token: str,
        expiry_time: Any,
        host: str,
        subscription_id: str,
        resource_group_name: str,
        workspace_name: str,
        experiment_name: str,
        run_id: str,
        user_email: Optional[str] = None,
        experiment_id: Optional[str] = None,
    ) -> "AzureMLTokenAuthentication":
        """As the constructor."""
        return cls(azureml_access_token, expiry_time)

    @property
    def token(self) -> Optional[str]:
        """The token."""
        return self._token.reveal()

    @property
    def expiry_time(self) -> Any:
        """When it ends, as it was given."""
        return self._expires_on

    def set_token(self, token: str, expiry_time: Any) -> None:
        """Take another token from now on."""
        self._token, self._expires_on = Hidden(token), expiry_time


class TokenAuthentication(AbstractAuthentication):
    """By tokens that a function gives: it is called with the address of the service that the token is for."""

    remedy = "See get_token_for_audience: it is called with an address and returns a token."

    def __init__(self, get_token_for_audience: Callable[[Any], str], cloud: Optional[str] = None) -> None:
        if not callable(get_token_for_audience):
            _refuse(get_token_for_audience)
        super().__init__(cloud)
        self._get_token_for_audience = get_token_for_audience

    def get_token(self, audience: Any = Audience.ARM, *scopes: Any, **kwargs: Any) -> Any:
        """The token that the function gives: a text for an Audience, as in v1; an AccessToken for a scope."""
        if isinstance(audience, Audience):
            address = self._arm() if audience is Audience.ARM else "https://ml.azure.com"
            return self._get_token_for_audience(f"{address}/")
        return AccessToken(self._get_token_for_audience(str(audience).replace("/.default", "/")), _FAR_FUTURE)

    def get_authentication_header(self) -> Dict[str, str]:
        """The header with the function's token for Azure's management."""
        return {"Authorization": f"Bearer {self.get_token(Audience.ARM)}"}

    def credential(self) -> Any:
        """Itself."""
        return self


def _identity(name: str, *arguments: Any, **settings: Any) -> Any:
    from amlwidgets.backend.credentials import identity_package

    return getattr(identity_package(), name)(*arguments, **settings)


def _refuse(given: Any) -> NoReturn:
    from amlwidgets.sdk.arguments import wrong

    raise wrong("get_token_for_audience", given, "a function")


def _seconds(moment: Any) -> int:
    """When a token ends, in seconds since 1970; far away when nobody said."""
    if moment is None:
        return _FAR_FUTURE
    return int(moment.timestamp() if hasattr(moment, "timestamp") else moment)
