"""What v1 does with a model beside keeping it: deploy, package, profile. Checked here, done later."""

from typing import TYPE_CHECKING, Any, NoReturn, Optional

from amlwidgets.resources.errors import WebserviceException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.webservice.refusal import refuse

if TYPE_CHECKING:
    from amlwidgets.sdk.webservice.deployment import WebserviceDeploymentConfiguration
    from amlwidgets.sdk.webservice.inference import InferenceConfig


class Servable:
    """The part of Model that web services are made of."""

    @staticmethod
    def deploy(
        workspace: Any,
        name: str,
        models: Any,
        inference_config: "Optional[InferenceConfig]" = None,
        deployment_config: "Optional[WebserviceDeploymentConfiguration]" = None,
        deployment_target: Any = None,
        overwrite: bool = False,
        show_output: bool = False,
    ) -> NoReturn:
        """Raises WebserviceException: for a wrong value, else because nothing is deployed yet."""
        _check(name, models, inference_config, deployment_config)
        refuse(f"The service {name!r}")

    @staticmethod
    def package(
        workspace: Any,
        models: Any,
        inference_config: "Optional[InferenceConfig]" = None,
        generate_dockerfile: bool = False,
        image_name: Optional[str] = None,
        image_label: Optional[str] = None,
    ) -> NoReturn:
        """Raises WebserviceException: for a wrong value, else because nothing is deployed yet."""
        _check(image_name or "package", models, inference_config, None)
        refuse("The package")

    @staticmethod
    def profile(
        workspace: Any,
        profile_name: str,
        models: Any,
        inference_config: "Optional[InferenceConfig]",
        input_dataset: Any,
        cpu: Optional[float] = None,
        memory_in_gb: Optional[float] = None,
        description: Optional[str] = None,
    ) -> NoReturn:
        """Raises WebserviceException: for a wrong value, else because nothing is deployed yet."""
        _check(profile_name, models, inference_config, None)
        refuse(f"The profile {profile_name!r}")

    @staticmethod
    def print_configuration(
        models: Any,
        inference_config: "Optional[InferenceConfig]",
        deployment_config: "Optional[WebserviceDeploymentConfiguration]",
        deployment_target: Any,
    ) -> None:
        """Print what a deployment would be made of."""
        _check("service", models, inference_config, deployment_config)
        print("models:", ", ".join(model.id for model in models))
        for config in (inference_config, deployment_config):
            for name, value in ({} if config is None else config.serialize()).items():
                print(f"{name}: {value}")


def _check(name: Any, models: Any, inference_config: Any, deployment_config: Any) -> None:
    from amlwidgets.sdk.model import Model
    from amlwidgets.sdk.webservice.deployment import WebserviceDeploymentConfiguration
    from amlwidgets.sdk.webservice.inference import InferenceConfig

    with arguments.raised_as(WebserviceException):
        arguments.text("name", name)
        if not isinstance(models, (list, tuple)):
            raise arguments.wrong("models", models, "a list of models")
        for model in models:
            arguments.instance("an entry of models", model, Model)
        if inference_config is not None:
            arguments.instance("inference_config", inference_config, InferenceConfig)
        if deployment_config is not None:
            arguments.instance("deployment_config", deployment_config, WebserviceDeploymentConfiguration)
