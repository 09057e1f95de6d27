"""v1's ways to sign in. Accepted so that notebooks run unchanged: an embedded workspace needs none of them."""

from enum import Enum
from typing import Any, Callable, Dict, NoReturn, Optional

from amlwidgets.sdk.exceptions import AuthenticationException


class Audience(Enum):
    """What a token is for."""

    ARM = "ARM"
    AZUREML = "AZUREML"


class AbstractAuthentication:
    """What all ways have in common. No credential is kept."""

    def __init__(self, cloud: Optional[str] = None) -> None:
        self.cloud = cloud

    def get_authentication_header(self) -> Dict[str, str]:
        """Raises AuthenticationException: there is no service to show a token to."""
        return self._refuse()

    def get_token(self, *scopes: str, **kwargs: Any) -> Any:
        """Raises AuthenticationException: there is no service to show a token to."""
        return self._refuse()

    def _refuse(self) -> NoReturn:
        raise AuthenticationException(
            "An embedded workspace has no tokens.", remedy="Leave authentication out: no request needs a header."
        )


class ArmTokenAuthentication(AbstractAuthentication):
    """By a token for Azure's management."""

    def __init__(self, arm_access_token: str, cloud: str = "None") -> None:
        super().__init__(cloud)

    def update_arm_access_token(self, new_arm_access_token: str) -> None:
        """The new token is not kept either."""


class AzureCliAuthentication(AbstractAuthentication):
    """By what `az login` left."""


class AzureMLTokenAuthentication(AbstractAuthentication):
    """By a token of a workspace."""

    def __init__(self, azureml_access_token: str, **kwargs: Any) -> None:
        super().__init__(kwargs.get("cloud"))


class InteractiveLoginAuthentication(AbstractAuthentication):
    """By a browser."""

    def __init__(self, force: bool = False, tenant_id: Optional[str] = None, cloud: Optional[str] = None) -> None:
        super().__init__(cloud)
        self.tenant_id = tenant_id


class MsiAuthentication(AbstractAuthentication):
    """By the identity of a machine."""

    def __init__(self, cloud: Optional[str] = None, **kwargs: Any) -> None:
        super().__init__(cloud)


class ServicePrincipalAuthentication(AbstractAuthentication):
    """By the password of a service principal."""

    def __init__(
        self,
        tenant_id: str,
        service_principal_id: str,
        service_principal_password: str,
        cloud: str = "AzureCloud",
        _enable_caching: bool = True,
    ) -> None:
        super().__init__(cloud)
        self.tenant_id = tenant_id
        self.service_principal_id = service_principal_id


class TokenAuthentication(AbstractAuthentication):
    """By tokens that a function gives."""

    def __init__(self, get_token_for_audience: Callable[[Any], str], cloud: Optional[str] = None) -> None:
        super().__init__(cloud)
        self._get_token_for_audience = get_token_for_audience

    def get_token(self, audience: Any = Audience.ARM, *scopes: Any, **kwargs: Any) -> Any:
        """The token that the function gives."""
        return self._get_token_for_audience(audience)
