"""ResourceConfiguration: what serving a model needs."""

from typing import Any, Dict, Mapping, Optional

from amlwidgets.sdk import arguments


class ResourceConfiguration:
    """CPU cores, memory in GB and GPUs that serving a model needs; None is left to whoever serves it."""

    def __init__(
        self, cpu: Optional[float] = None, memory_in_gb: Optional[float] = None, gpu: Optional[int] = None
    ) -> None:
        self.cpu = None if cpu is None else arguments.number("cpu", cpu, 0)
        self.memory_in_gb = None if memory_in_gb is None else arguments.number("memory_in_gb", memory_in_gb, 0)
        self.gpu = None if gpu is None else arguments.whole("gpu", gpu)

    def serialize(self) -> Dict[str, Any]:
        """As JSON."""
        return {"cpu": self.cpu, "memoryInGB": self.memory_in_gb, "gpu": self.gpu}

    @staticmethod
    def deserialize(payload_obj: Optional[Mapping[str, Any]]) -> "Optional[ResourceConfiguration]":
        """Of `serialize`'s JSON; None of None."""
        if payload_obj is None:
            return None
        values = arguments.instance("payload_obj", payload_obj, Mapping)
        return ResourceConfiguration(values.get("cpu"), values.get("memoryInGB"), values.get("gpu"))

    def __repr__(self) -> str:
        return f"ResourceConfiguration(cpu={self.cpu}, memory_in_gb={self.memory_in_gb}, gpu={self.gpu})"
