"""v1's Environment as a version that Azure ML has registered."""

import hashlib
import json
from typing import Any, Dict, Mapping, Optional

from amlwidgets.backend.rest.part import Part
from amlwidgets.faces.client.values import inner, text
from amlwidgets.resources.errors import ResourceNotFound

BASE_IMAGE = "mcr.microsoft.com/azureml/openmpi5.0-ubuntu24.04:latest"
"""What v1 calls the default base image, as it is called today."""

_PUBLIC = "azureml://registries/azureml/environments"
_CURATED = ("AzureML-", "acft-", "sklearn-", "pytorch-", "tensorflow-", "responsibleai-")
_NAMELESS = ("", "default")


class Environments(Part):
    """Finds or registers what a run's spec names."""

    def _environment_id(self, environment: Mapping[str, Any]) -> str:
        """The id of a registered version: the one that is named, or one that is made of what is described."""
        name, version = text(environment, "name"), text(environment, "version")
        described = environment_body(environment)
        if version:
            return f"{self.endpoints.arm_id}/environments/{name}/versions/{version}"
        if described is None and name not in _NAMELESS:
            return self._newest(name)
        return self._registered(name if name not in _NAMELESS else "amlwidgets", described or _plain())

    def _newest(self, name: str) -> str:
        versions = self.endpoints.arm("environments", name, "versions").asking(_top="1")
        try:
            found = next(iter(self._pages(versions)), None)
        except ResourceNotFound:
            found = None
        if found is not None:
            return f"{self.endpoints.arm_id}/environments/{name}/versions/{text(found, 'name')}"
        if name.startswith(_CURATED):
            return f"{_PUBLIC}/{name}/labels/latest"
        raise ResourceNotFound(
            f"There is no environment {name!r} in the workspace.",
            remedy="Register it, describe it (conda_dependencies, base_image), or name a curated one.",
        )

    def _registered(self, name: str, body: Dict[str, Any]) -> str:
        """One version for each content: what was registered before is found by its name."""
        version = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
        place = self.endpoints.arm("environments", name, "versions", version)
        try:
            self._get(place)
        except ResourceNotFound:
            self._ask("PUT", place, {"properties": body})
        return f"{self.endpoints.arm_id}/environments/{name}/versions/{version}"


def environment_body(environment: Mapping[str, Any]) -> Optional[Dict[str, Any]]:
    """What a version says of a described environment; None for one that only has a name."""
    image = text(inner(environment, "docker"), "baseImage")
    conda = inner(environment, "python").get("condaDependencies")
    if not image and not conda:
        return None
    body: Dict[str, Any] = {"image": image or BASE_IMAGE, "osType": "Linux"}
    if conda:
        # JSON is YAML too, and says the same with any version of it.
        body["condaFile"] = conda if isinstance(conda, str) else json.dumps(conda)
    return body


def _plain() -> Dict[str, Any]:
    """Python as it is here, and nothing else."""
    import sys

    conda = {
        "name": "plain",
        "channels": ["conda-forge"],
        "dependencies": [f"python={sys.version_info[0]}.{sys.version_info[1]}", "pip"],
    }
    return {"image": BASE_IMAGE, "osType": "Linux", "condaFile": json.dumps(conda)}
