"""The signatures of pipelines and sweeps are v1's: names, order and defaults."""

import inspect
from importlib import import_module

import pytest

from .test_signatures import named

SIGNATURES = {
    "azureml.pipeline.core.builder": """
PipelineData.__init__(name, datastore=None, output_name=None, output_mode='mount', output_path_on_compute=None, output_overwrite=None, data_type=None, is_directory=None, pipeline_output_name=None, training_output=None)
PipelineData.as_dataset()
PipelineData.as_download(input_name=None, path_on_compute=None, overwrite=None)
PipelineData.as_input(input_name)
PipelineData.as_mount(input_name=None)
PipelineData.get_env_variable_name()
PipelineStep.run_after(step)
StepSequence.__init__(steps=None)
""",
    "azureml.pipeline.core.graph": """
Graph.validate()
InputPortBinding.__init__(name, bind_object=None, bind_mode='mount', path_on_compute=None, overwrite=None, is_resource=False, additional_transformations=None)
InputPortBinding.as_resource()
InputPortDef.__init__(name, data_types=None, default_datastore_mode=None, default_path_on_compute=None, is_optional=False, default_overwrite=None, default_data_reference_name=None, is_resource=False, label=None, additional_transformations=None)
OutputPortBinding.__init__(name, datastore=None, output_name=None, bind_mode='mount', path_on_compute=None, is_directory=None, overwrite=None, data_type=None, pipeline_output_name=None, training_output=None, dataset_registration=None, dataset_output=None)
OutputPortDef.__init__(name, default_datastore_name=None, default_datastore_mode=None, default_path_on_compute=None, is_directory=False, data_type=None, default_overwrite=None, training_output=None, label=None)
PipelineParameter.__init__(name, default_value)
PortDataReference.__init__(context, pipeline_run_id, data_reference, step_run=None)
PortDataReference.as_download(input_name=None, path_on_compute=None, overwrite=None)
PortDataReference.as_input(input_name)
PortDataReference.as_mount(input_name=None)
PortDataReference.download(local_path, overwrite=None, show_progress=None)
PublishedPipeline.__init__(name, graph_id, description, version, published_pipeline_id, status, endpoint, total_run_steps, workspace, continue_on_step_failure=None, _pipeline_provider=None)
PublishedPipeline.disable()
PublishedPipeline.enable()
PublishedPipeline.get(workspace, id, _workflow_provider=None, _service_endpoint=None)
PublishedPipeline.get_all(workspace, active_only=True, _service_endpoint=None)
PublishedPipeline.get_graph(_workflow_provider=None)
PublishedPipeline.get_step_names(_workflow_provider=None)
PublishedPipeline.list(workspace, active_only=True, _service_endpoint=None)
PublishedPipeline.save(path=None, _workflow_provider=None)
PublishedPipeline.submit(workspace, experiment_name, pipeline_parameters=None, _workflow_provider=None, _service_endpoint=None, parent_run_id=None, continue_on_step_failure=None)
TrainingOutput.__init__(type, iteration=None, metric=None, model_file=None)
""",
    "azureml.pipeline.core.module": """
Module.__init__(workspace, module_id, name, description, status, default_version, module_version_list, _module_provider=None, _module_version_provider=None)
Module.create(workspace, name, description, _workflow_provider=None)
Module.get(workspace, module_id=None, name=None, _workflow_provider=None)
Module.get_default_version()
Module.get_versions(workspace, name, _workflow_provider=None)
Module.module_version_list()
Module.publish_python_script(script_name, description, inputs, outputs, params=None, create_sequencing_ports=True, version=None, is_default=False, source_directory=None, hash_paths=None, category=None, arguments=None, runconfig=None)
ModuleVersion.get(workspace, module_version_id=None, _workflow_provider=None)
ModuleVersionDescriptor.__init__(version, module_version_id)
""",
    "azureml.pipeline.core.pipeline": """
Pipeline.__init__(workspace, steps, description=None, default_datastore=None, default_source_directory=None, resolve_closure=True, _workflow_provider=None, _service_endpoint=None)
Pipeline.load_yaml(workspace, filename, _workflow_provider=None, _service_endpoint=None)
Pipeline.publish(name=None, description=None, version=None, continue_on_step_failure=None)
Pipeline.submit(experiment_name, pipeline_parameters=None, continue_on_step_failure=False, regenerate_outputs=False, parent_run_id=None, credential_passthrough=None)
Pipeline.validate()
""",
    "azureml.pipeline.core.pipeline_draft": """
PipelineDraft.__init__(workspace, id, name=None, description=None, experiment_name=None, tags=None, properties=None, graph_draft_id=None, parent_pipeline_id=None, parent_pipeline_run_id=None, parent_step_run_ids=None, parent_pipeline_draft_id=None, last_submitted_pipeline_run_id=None, _pipeline_draft_provider=None)
PipelineDraft.create(workspace, pipeline, name=None, description=None, experiment_name=None, pipeline_parameters=None, continue_on_step_failure=None, tags=None, properties=None, _workflow_provider=None, _service_endpoint=None)
PipelineDraft.delete(_workflow_provider=None)
PipelineDraft.get(workspace, id, _workflow_provider=None, _service_endpoint=None)
PipelineDraft.get_graph(_workflow_provider=None)
PipelineDraft.list(workspace, tags=None, _workflow_provider=None)
PipelineDraft.publish(_workflow_provider=None)
PipelineDraft.save(path=None, _workflow_provider=None)
PipelineDraft.submit_run(_workflow_provider=None)
PipelineDraft.update(pipeline=None, name=None, description=None, experiment_name=None, tags=None, pipeline_parameters=None, continue_on_step_failure=None, _workflow_provider=None)
""",
    "azureml.pipeline.core.pipeline_endpoint": """
PipelineEndpoint.__init__(workspace, id, name, description, status, default_version, endpoint, pipeline_version_list, _pipeline_endpoint_provider=None, _published_pipeline_provider=None, _swaggerurl=None)
PipelineEndpoint.add(pipeline)
PipelineEndpoint.add_default(pipeline)
PipelineEndpoint.archive()
PipelineEndpoint.disable()
PipelineEndpoint.enable()
PipelineEndpoint.get(workspace, id=None, name=None, _workflow_provider=None, _service_endpoint=None)
PipelineEndpoint.get_all(workspace, active_only=True, _workflow_provider=None, _service_endpoint=None)
PipelineEndpoint.get_all_pipelines(active_only=True, _workflow_provider=None, _service_endpoint=None)
PipelineEndpoint.get_all_versions(_workflow_provider=None, _service_endpoint=None)
PipelineEndpoint.get_default_version()
PipelineEndpoint.get_pipeline(version=None)
PipelineEndpoint.list(workspace, active_only=True, max_results=100, _workflow_provider=None, _service_endpoint=None)
PipelineEndpoint.list_pipelines(active_only=True, _workflow_provider=None, _service_endpoint=None)
PipelineEndpoint.list_versions(_workflow_provider=None, _service_endpoint=None)
PipelineEndpoint.publish(workspace, name, description, pipeline, _workflow_provider=None, _service_endpoint=None)
PipelineEndpoint.reactivate(name)
PipelineEndpoint.set_default(pipeline)
PipelineEndpoint.set_default_version(version)
PipelineEndpoint.set_name(name)
PipelineEndpoint.submit(experiment_name, pipeline_parameters=None, parent_run_id=None, pipeline_version=None)
PipelineIdVersion.__init__(version, pipeline_id)
PipelineVersion.__init__(version, pipeline)
""",
    "azureml.pipeline.core.pipeline_output_dataset": """
DatasetRegistration.__init__(name, create_new_version)
PipelineOutputAbstractDataset.__init__(pipeline_data)
PipelineOutputAbstractDataset.as_named_input(name)
PipelineOutputAbstractDataset.register(name, create_new_version=True)
PipelineOutputFileDataset.__init__(pipeline_data)
PipelineOutputFileDataset.as_direct()
PipelineOutputFileDataset.as_download(path_on_compute=None)
PipelineOutputFileDataset.as_mount(path_on_compute=None)
PipelineOutputFileDataset.parse_parquet_files(include_path=False, partition_format=None, file_extension='.parquet', set_column_types=None)
PipelineOutputTabularDataset.__init__(pipeline_output_dataset, additional_transformations)
PipelineOutputTabularDataset.drop_columns(columns)
PipelineOutputTabularDataset.keep_columns(columns)
PipelineOutputTabularDataset.random_split(percentage, seed=None)
""",
    "azureml.pipeline.core.run": """
PipelineRun.__init__(experiment, run_id, _service_endpoint=None)
PipelineRun.cancel()
PipelineRun.child_run(name=None, run_id=None, outputs=None)
PipelineRun.find_step_run(name)
PipelineRun.get(workspace, run_id, _service_endpoint=None)
PipelineRun.get_graph()
PipelineRun.get_pipeline_output(pipeline_output_name)
PipelineRun.get_pipeline_runs(workspace, pipeline_id, _service_endpoint=None)
PipelineRun.get_status()
PipelineRun.get_steps()
PipelineRun.get_tags()
PipelineRun.publish_pipeline(name, description, version, continue_on_step_failure=None)
PipelineRun.save(path=None)
StepRun.__init__(experiment, step_run_id, pipeline_run_id, node_id, _service_endpoint=None, _is_reused=False, _current_node_id=None, _reused_run_id=None, _reused_node_id=None, _reused_pipeline_run_id=None)
StepRun.child_run(name=None, run_id=None, outputs=None)
StepRun.get_details_with_logs()
StepRun.get_job_log()
StepRun.get_output(name)
StepRun.get_output_data(name)
StepRun.get_outputs()
StepRun.get_status()
StepRun.get_stderr_log()
StepRun.get_stdout_log()
StepRunOutput.__init__(context, pipeline_run_id, step_run, name, step_output)
StepRunOutput.get_port_data_reference()
""",
    "azureml.pipeline.core.schedule": """
Schedule.__init__(workspace, id, name, description, pipeline_id, status, recurrence, datastore_name, polling_interval, data_path_parameter_name, continue_on_step_failure, path_on_datastore, _schedule_provider=None, pipeline_endpoint_id=None)
Schedule.create(workspace, name, pipeline_id, experiment_name, recurrence=None, description=None, pipeline_parameters=None, wait_for_provisioning=False, wait_timeout=3600, datastore=None, polling_interval=5, data_path_parameter_name=None, continue_on_step_failure=None, path_on_datastore=None, _workflow_provider=None, _service_endpoint=None)
Schedule.disable(wait_for_provisioning=False, wait_timeout=3600)
Schedule.enable(wait_for_provisioning=False, wait_timeout=3600)
Schedule.get(workspace, id, _workflow_provider=None, _service_endpoint=None)
Schedule.get_all(workspace, active_only=True, pipeline_id=None, pipeline_endpoint_id=None, _workflow_provider=None, _service_endpoint=None)
Schedule.get_last_pipeline_run()
Schedule.get_pipeline_runs()
Schedule.get_schedules_for_pipeline_endpoint_id(workspace, pipeline_endpoint_id, _workflow_provider=None, _service_endpoint=None)
Schedule.get_schedules_for_pipeline_id(workspace, pipeline_id, _workflow_provider=None, _service_endpoint=None)
Schedule.list(workspace, active_only=True, pipeline_id=None, pipeline_endpoint_id=None, _workflow_provider=None, _service_endpoint=None)
Schedule.load_yaml(workspace, filename, _workflow_provider=None, _service_endpoint=None)
Schedule.update(name=None, description=None, recurrence=None, pipeline_parameters=None, status=None, wait_for_provisioning=False, wait_timeout=3600, datastore=None, polling_interval=None, data_path_parameter_name=None, continue_on_step_failure=None, path_on_datastore=None)
ScheduleRecurrence.__init__(frequency, interval, start_time=None, time_zone=None, hours=None, minutes=None, week_days=None, time_of_day=None)
ScheduleRecurrence.validate()
""",
    "azureml.pipeline.steps": """
AdlaStep.__init__(script_name, name=None, inputs=None, outputs=None, params=None, degree_of_parallelism=None, priority=None, runtime_version=None, compute_target=None, source_directory=None, allow_reuse=True, version=None, hash_paths=None)
AzureBatchStep.__init__(name, create_pool=False, pool_id=None, delete_batch_job_after_finish=True, delete_batch_pool_after_finish=False, is_positive_exit_code_failure=True, vm_image_urn='urn:MicrosoftWindowsServer:WindowsServer:2012-R2-Datacenter', run_task_as_admin=False, target_compute_nodes=1, vm_size='standard_d1_v2', source_directory=None, executable=None, arguments=None, inputs=None, outputs=None, allow_reuse=True, compute_target=None, version=None)
CommandStep.__init__(command=None, name=None, compute_target=None, runconfig=None, runconfig_pipeline_params=None, inputs=None, outputs=None, params=None, source_directory=None, allow_reuse=True, version=None)
DataTransferStep.__init__(name, source_data_reference=None, destination_data_reference=None, compute_target=None, source_reference_type=None, destination_reference_type=None, allow_reuse=True)
DataTransferStep.get_output()
DatabricksStep.__init__(name, inputs=None, outputs=None, existing_cluster_id=None, spark_version=None, node_type=None, instance_pool_id=None, num_workers=None, min_workers=None, max_workers=None, spark_env_variables=None, spark_conf=None, init_scripts=None, cluster_log_dbfs_path=None, notebook_path=None, notebook_params=None, python_script_path=None, python_script_params=None, main_class_name=None, jar_params=None, python_script_name=None, source_directory=None, hash_paths=None, run_name=None, timeout_seconds=None, runconfig=None, maven_libraries=None, pypi_libraries=None, egg_libraries=None, jar_libraries=None, rcran_libraries=None, compute_target=None, allow_reuse=True, version=None, permit_cluster_restart=None)
EstimatorStep.__init__(name=None, estimator=None, estimator_entry_script_arguments=None, runconfig_pipeline_params=None, inputs=None, outputs=None, compute_target=None, allow_reuse=True, version=None)
HyperDriveStep.__init__(name, hyperdrive_config, estimator_entry_script_arguments=None, inputs=None, outputs=None, metrics_output=None, allow_reuse=True, version=None)
HyperDriveStepRun.__init__(step_run)
ModuleStep.__init__(module=None, version=None, module_version=None, inputs_map=None, outputs_map=None, compute_target=None, runconfig=None, runconfig_pipeline_params=None, arguments=None, params=None, name=None, _workflow_provider=None)
MpiStep.__init__(name=None, source_directory=None, script_name=None, arguments=None, compute_target=None, node_count=None, process_count_per_node=None, inputs=None, outputs=None, allow_reuse=True, version=None, hash_paths=None)
ParallelRunConfig.__init__(environment, entry_script, error_threshold, output_action, compute_target, node_count, process_count_per_node=None, mini_batch_size=None, source_directory=None, description=None, logging_level='INFO', run_invocation_timeout=60, run_max_try=3, append_row_file_name=None, allowed_failed_count=None, allowed_failed_percent=None, partition_keys=None, environment_variables=None)
ParallelRunConfig.load_yaml(workspace, path)
ParallelRunConfig.save_to_yaml(path)
ParallelRunStep.__init__(name, parallel_run_config, inputs, output=None, side_inputs=None, arguments=None, allow_reuse=True)
PythonScriptStep.__init__(script_name, name=None, arguments=None, compute_target=None, runconfig=None, runconfig_pipeline_params=None, inputs=None, outputs=None, params=None, source_directory=None, allow_reuse=True, version=None, hash_paths=None)
RScriptStep.__init__(script_name, name=None, arguments=None, compute_target=None, runconfig=None, runconfig_pipeline_params=None, inputs=None, outputs=None, params=None, source_directory=None, use_gpu=False, custom_docker_image=None, cran_packages=None, github_packages=None, custom_url_packages=None, allow_reuse=True, version=None)
""",
    "azureml.train.hyperdrive.policy": """
BanditPolicy.__init__(evaluation_interval=1, slack_factor=None, slack_amount=None, delay_evaluation=0)
EarlyTerminationPolicy.__init__(name, properties=None)
EarlyTerminationPolicy.to_json()
MedianStoppingPolicy.__init__(evaluation_interval=1, delay_evaluation=0)
NoTerminationPolicy.__init__()
TruncationSelectionPolicy.__init__(truncation_percentage, evaluation_interval=1, delay_evaluation=0)
""",
    "azureml.train.hyperdrive.run": """
HyperDriveRun.__init__(experiment, run_id, hyperdrive_config=None)
HyperDriveRun.cancel()
HyperDriveRun.get_best_run_by_primary_metric(include_failed=True, include_canceled=True, include_resume_from_runs=True)
HyperDriveRun.get_children_sorted_by_primary_metric(top=0, reverse=False, discard_no_metric=False)
HyperDriveRun.get_diagnostics()
HyperDriveRun.get_hyperparameters()
""",
    "azureml.train.hyperdrive.runconfig": """
PrimaryMetricGoal.from_str(goal)
""",
    "azureml.train.hyperdrive.sampling": """
BayesianParameterSampling.__init__(parameter_space, properties=None)
GridParameterSampling.__init__(parameter_space, properties=None)
HyperParameterSampling.__init__(sampling_method_name, parameter_space, properties=None, supported_distributions=None, distributions_validators=None)
HyperParameterSampling.to_json()
RandomParameterSampling.__init__(parameter_space, properties=None)
""",
}

LINES = [(home, line) for home, lines in SIGNATURES.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("home", "line"), LINES)
def test_a_signature_is_v1s(home, line):
    callee, parameters = line[:-1].split("(", 1)
    name, method = callee.split(".")
    found = getattr(getattr(import_module(home), name), method)
    assert named(inspect.signature(found)) == parameters
