"""Webservice and its kinds: none is there, and asking for one says so."""

from typing import Any, Dict, List, NoReturn, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.webservice.deployment import (
    AciServiceDeploymentConfiguration,
    AksEndpointDeploymentConfiguration,
    AksServiceDeploymentConfiguration,
    LocalWebserviceDeploymentConfiguration,
)
from amlwidgets.sdk.webservice.refusal import missing, refuse


class Webservice:
    """A deployed service by its name. Raises WebserviceException: there is none yet.

    Its attributes are those that v1's services have.
    """

    name: str
    workspace: Any
    compute_type: str
    state: str
    error: Any
    deployment_status: Optional[str]
    scoring_uri: str
    swagger_uri: str
    auth_enabled: bool
    token_auth_enabled: bool
    tags: Dict[str, str]
    properties: Dict[str, str]
    description: Optional[str]

    def __init__(self, workspace: Any, name: str) -> None:
        raise missing("Webservice", arguments.text("name", name))

    @staticmethod
    def list(
        workspace: Any,
        compute_type: Optional[str] = None,
        image_name: Optional[str] = None,
        image_id: Optional[str] = None,
        model_name: Optional[str] = None,
        model_id: Optional[str] = None,
        tags: Any = None,
        properties: Any = None,
        image_digest: Optional[str] = None,
    ) -> "List[Webservice]":
        """The services that fit: there is none yet."""
        return []

    @staticmethod
    def check_for_existing_webservice(
        workspace: Any, name: str, overwrite: bool = False, request_func: Any = None, check_func: Any = None
    ) -> None:
        """Nothing is in the way of a new service."""

    @staticmethod
    def deploy(
        workspace: Any,
        name: str,
        model_paths: Any,
        image_config: Any,
        deployment_config: Any = None,
        deployment_target: Any = None,
        overwrite: bool = False,
    ) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        refuse(f"The service {name!r}")

    @staticmethod
    def deploy_from_image(
        workspace: Any,
        name: str,
        image: Any,
        deployment_config: Any = None,
        deployment_target: Any = None,
        overwrite: bool = False,
    ) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        refuse(f"The service {name!r}")

    @staticmethod
    def deploy_from_model(
        workspace: Any,
        name: str,
        models: Any,
        image_config: Any,
        deployment_config: Any = None,
        deployment_target: Any = None,
        overwrite: bool = False,
    ) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        refuse(f"The service {name!r}")

    @staticmethod
    def deploy_local_from_model(
        workspace: Any,
        name: str,
        models: Any,
        image_config: Any,
        deployment_config: Any = None,
        wait: bool = False,
    ) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        refuse(f"The service {name!r}")

    def wait_for_deployment(self, show_output: bool = False, timeout_sec: Optional[float] = None) -> None:
        """Block until it answers."""
        self._refuse()

    def run(self, input_data: Any) -> Any:
        """The answer to a request."""
        self._refuse()

    def update(self, **kwargs: Any) -> None:
        """Change what is deployed: `models`, `inference_config`, `deployment_config`, `enable_app_insights`…"""
        self._refuse()

    def update_deployment_state(self) -> None:
        """Read its state anew."""
        self._refuse()

    def delete(self) -> None:
        """Remove it."""
        self._refuse()

    def get_logs(self, num_lines: int = 5000, init: bool = False) -> str:
        """Its log."""
        self._refuse()

    def get_keys(self) -> Any:
        """Its two keys."""
        self._refuse()

    def regen_key(self, key: str, set_key: Optional[str] = None) -> None:
        """Make a key anew."""
        self._refuse()

    def get_token(self) -> Any:
        """A token, and when to ask for another."""
        self._refuse()

    def add_tags(self, tags: Any) -> None:
        """Set tags."""
        self._refuse()

    def remove_tags(self, tags: Any) -> None:
        """Remove tags by key."""
        self._refuse()

    def add_properties(self, properties: Any) -> None:
        """Add properties."""
        self._refuse()

    def serialize(self) -> Dict[str, Any]:
        """As JSON."""
        self._refuse()

    @classmethod
    def deserialize(cls, workspace: Any, webservice_payload: Any) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        cls._refuse()

    @classmethod
    def _refuse(cls) -> NoReturn:
        refuse(f"A service of type {cls.__name__}")


class AciWebservice(Webservice):
    """A service in a container instance."""

    deploy_configuration = AciServiceDeploymentConfiguration


class AksWebservice(Webservice):
    """A service on a Kubernetes cluster."""

    deploy_configuration: Any = AksServiceDeploymentConfiguration

    def get_access_token(self) -> Any:
        """As `get_token`."""
        self._refuse()


class AksEndpoint(AksWebservice):
    """Versions of a service on a Kubernetes cluster that share its traffic."""

    deploy_configuration = AksEndpointDeploymentConfiguration
    versions: Dict[str, AksWebservice]

    def create_version(self, version_name: str, **kwargs: Any) -> None:
        """Add a version: `models`, `inference_config`, `traffic_percentile`, `tags`, `description`…"""
        self._refuse()

    def update_version(self, version_name: str, **kwargs: Any) -> None:
        """Change a version."""
        self._refuse()

    def delete_version(self, version_name: str) -> None:
        """Remove a version."""
        self._refuse()


class LocalWebservice(Webservice):
    """A service on this machine. Raises WebserviceException: there is none yet."""

    NETWORK_NAME = "azureml-local"
    STATE_DELETED = "deleted"
    STATE_DEPLOYING = "deploying"
    STATE_FAILED = "failed"
    STATE_RUNNING = "running"
    STATE_UNKNOWN = "unknown"

    deploy_configuration = LocalWebserviceDeploymentConfiguration
    port: int

    def __init__(self, workspace: Any, name: str, must_exist: bool = True) -> None:
        super().__init__(workspace, name)

    def reload(self, wait: bool = False) -> None:
        """Start it anew with the scripts as they are now."""
        self._refuse()

    def deploy_to_cloud(
        self, name: Optional[str] = None, deployment_config: Any = None, deployment_target: Any = None
    ) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        self._refuse()
