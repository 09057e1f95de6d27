"""Steps that other services perform: what they are given is kept."""

from typing import Any, Dict, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.pipeline.parameters import PipelineParameter
from amlwidgets.sdk.pipeline.step import PipelineStep
from amlwidgets.sdk.run_config import target_name


class ServiceStep(PipelineStep):
    """A step on an attached service. `compute_target` is its name in the workspace."""

    _expected = "an attached compute target"

    def _take_service(self, compute_target: Any, settings: Dict[str, Any]) -> None:
        if compute_target is None:
            raise check.wrong("compute_target", None, self._expected)
        self.compute_target = target_name("compute_target", compute_target)
        self.settings = {name: value for name, value in settings.items() if value is not None}

    def _settings(self) -> Dict[str, Any]:
        return {"target": self.compute_target, **self.settings}


class AdlaStep(ServiceStep):
    """A U-SQL script on Data Lake Analytics."""

    def __init__(
        self,
        script_name: str,
        name: Optional[str] = None,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        params: Optional[Dict[str, Any]] = None,
        degree_of_parallelism: Any = None,
        priority: Any = None,
        runtime_version: Optional[str] = None,
        compute_target: Any = None,
        source_directory: Any = None,
        allow_reuse: bool = True,
        version: Optional[str] = None,
        hash_paths: Optional[Sequence[str]] = None,
    ) -> None:
        self.script_name = check.path("script_name", script_name)
        own = {"degree_of_parallelism": degree_of_parallelism, "priority": priority}
        place = {"script": self.script_name, "source_directory": source_directory, "params": params}
        self._take_service(compute_target, {**own, **place, "runtime_version": runtime_version})
        super().__init__(name or self.script_name, inputs, outputs, allow_reuse=allow_reuse, version=version)


class AzureBatchStep(ServiceStep):
    """An executable on Azure Batch."""

    def __init__(
        self,
        name: str,
        create_pool: bool = False,
        pool_id: Optional[str] = None,
        delete_batch_job_after_finish: bool = True,
        delete_batch_pool_after_finish: bool = False,
        is_positive_exit_code_failure: bool = True,
        vm_image_urn: str = "urn:MicrosoftWindowsServer:WindowsServer:2012-R2-Datacenter",
        run_task_as_admin: bool = False,
        target_compute_nodes: Any = 1,
        vm_size: str = "standard_d1_v2",
        source_directory: Any = None,
        executable: Optional[str] = None,
        arguments: Any = None,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        allow_reuse: bool = True,
        compute_target: Any = None,
        version: Optional[str] = None,
    ) -> None:
        if create_pool is False and pool_id is None:
            raise check.wrong("pool_id", None, "the id of a pool, as create_pool is False")
        self.executable = check.text("executable", executable)
        pool = {"create_pool": create_pool, "pool_id": pool_id, "target_compute_nodes": target_compute_nodes}
        after = {
            "delete_batch_job_after_finish": delete_batch_job_after_finish,
            "delete_batch_pool_after_finish": delete_batch_pool_after_finish,
            "is_positive_exit_code_failure": is_positive_exit_code_failure,
        }
        task = {"executable": self.executable, "run_task_as_admin": run_task_as_admin, "vm_size": vm_size}
        place = {"vm_image_urn": vm_image_urn, "source_directory": source_directory}
        self._take_service(compute_target, {**pool, **after, **task, **place})
        words = [arguments] if isinstance(arguments, str) else arguments
        super().__init__(name, inputs, outputs, words, allow_reuse=allow_reuse, version=version)


class KustoStep(ServiceStep):
    """Queries on Azure Data Explorer."""

    def __init__(
        self,
        name: str,
        compute_target: Any,
        database_name: Any,
        query_directory: Any,
        output: Any,
        parameter_dict: Optional[Dict[str, Any]] = None,
        allow_reuse: bool = False,
    ) -> None:
        if not isinstance(database_name, PipelineParameter):
            check.text("database_name", database_name)
        queries = {"query_directory": check.path("query_directory", query_directory), "parameters": parameter_dict}
        self._take_service(compute_target, {"database_name": database_name, **queries})
        super().__init__(name, None, [output], allow_reuse=allow_reuse)


class DataTransferStep(ServiceStep):
    """A copy from one place to another by Data Factory."""

    _types = ("file", "directory")

    def __init__(
        self,
        name: str,
        source_data_reference: Any = None,
        destination_data_reference: Any = None,
        compute_target: Any = None,
        source_reference_type: Optional[str] = None,
        destination_reference_type: Optional[str] = None,
        allow_reuse: bool = True,
    ) -> None:
        places = (
            ("source_data_reference", source_data_reference),
            ("destination_data_reference", destination_data_reference),
        )
        for argument, value in places:
            if value is None:
                raise check.wrong(argument, None, "a place in a datastore")
        types = {
            "source_reference_type": _kind("source_reference_type", source_reference_type),
            "destination_reference_type": _kind("destination_reference_type", destination_reference_type),
        }
        self._take_service(compute_target, types)
        self.destination = destination_data_reference
        super().__init__(name, [source_data_reference], [destination_data_reference], allow_reuse=allow_reuse)

    def get_output(self) -> Any:
        """The destination, as an input of other steps."""
        return self.destination


def _kind(argument: str, given: Optional[str]) -> Optional[str]:
    return None if given is None else check.one_of(argument, given, DataTransferStep._types)
