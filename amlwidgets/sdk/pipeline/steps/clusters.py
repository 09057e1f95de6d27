"""Steps on Spark: Databricks and Synapse."""

from typing import Any, Dict, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.pipeline.steps.services import ServiceStep

_WORK = ("notebook_path", "python_script_path", "python_script_name", "main_class_name")


class DatabricksStep(ServiceStep):
    """A notebook, a script or a class on Databricks."""

    def __init__(
        self,
        name: str,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        existing_cluster_id: Any = None,
        spark_version: Any = None,
        node_type: Any = None,
        instance_pool_id: Any = None,
        num_workers: Any = None,
        min_workers: Any = None,
        max_workers: Any = None,
        spark_env_variables: Optional[Dict[str, str]] = None,
        spark_conf: Optional[Dict[str, Any]] = None,
        init_scripts: Optional[Sequence[str]] = None,
        cluster_log_dbfs_path: Any = None,
        notebook_path: Any = None,
        notebook_params: Optional[Dict[str, Any]] = None,
        python_script_path: Any = None,
        python_script_params: Optional[Sequence[Any]] = None,
        main_class_name: Any = None,
        jar_params: Optional[Sequence[Any]] = None,
        python_script_name: Any = None,
        source_directory: Any = None,
        hash_paths: Optional[Sequence[str]] = None,
        run_name: Any = None,
        timeout_seconds: Any = None,
        runconfig: Any = None,
        maven_libraries: Optional[Sequence[Any]] = None,
        pypi_libraries: Optional[Sequence[Any]] = None,
        egg_libraries: Optional[Sequence[Any]] = None,
        jar_libraries: Optional[Sequence[Any]] = None,
        rcran_libraries: Optional[Sequence[Any]] = None,
        compute_target: Any = None,
        allow_reuse: bool = True,
        version: Optional[str] = None,
        permit_cluster_restart: Optional[bool] = None,
    ) -> None:
        given = dict(locals())
        own = (
            "self",
            "__class__",
            "name",
            "inputs",
            "outputs",
            "compute_target",
            "allow_reuse",
            "version",
            "given",
        )
        settings = {key: value for key, value in given.items() if key not in own and key != "spark_env_variables"}
        work = [key for key in _WORK if given[key] is not None]
        if len(work) != 1:
            raise check.wrong("notebook_path", ", ".join(work) or None, f"one of {', '.join(_WORK)}")
        self.spark_env_variables = dict(spark_env_variables or {})
        self._take_service(compute_target, settings)
        super().__init__(name, inputs, outputs, allow_reuse=allow_reuse, version=version)


class SynapseSparkStep(ServiceStep):
    """A script on a Spark pool of Synapse."""

    def __init__(
        self,
        file: str,
        source_directory: Any,
        compute_target: Any,
        driver_memory: str,
        driver_cores: int,
        executor_memory: str,
        executor_cores: int,
        num_executors: int,
        name: Optional[str] = None,
        app_name: Optional[str] = None,
        environment: Any = None,
        arguments: Optional[Sequence[Any]] = None,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        conf: Optional[Dict[str, Any]] = None,
        py_files: Optional[Sequence[str]] = None,
        jars: Optional[Sequence[str]] = None,
        files: Optional[Sequence[str]] = None,
        allow_reuse: bool = True,
        version: Optional[str] = None,
    ) -> None:
        sizes = {
            "driver_memory": check.text("driver_memory", driver_memory),
            "driver_cores": check.whole("driver_cores", driver_cores, 1),
            "executor_memory": check.text("executor_memory", executor_memory),
            "executor_cores": check.whole("executor_cores", executor_cores, 1),
            "num_executors": check.whole("num_executors", num_executors, 1),
        }
        work = {"file": check.path("file", file), "source_directory": source_directory, "app_name": app_name}
        more = {"conf": conf, "py_files": py_files, "jars": jars, "files": files}
        self.environment = environment
        self._take_service(compute_target, {**sizes, **work, **more})
        super().__init__(name or file, inputs, outputs, arguments, allow_reuse=allow_reuse, version=version)
