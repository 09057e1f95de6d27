"""The parameters and defaults of v1, in v1's order: notebooks pass them by position too."""

import inspect
from importlib import import_module

import pytest

HOMES = {
    "AmlComputeConfiguration": "run_config",
    "ApplicationEndpointConfiguration": "run_config",
    "Data": "run_config",
    "DataLocation": "run_config",
    "DataPath": "run_config",
    "DataReferenceConfiguration": "run_config",
    "DatacacheConfiguration": "run_config",
    "Dataset": "run_config",
    "DatasetRegistrationOptions": "run_config",
    "GlobsOptions": "run_config",
    "Gloo": "distributed",
    "HdiConfiguration": "run_config",
    "HistoryConfiguration": "run_config",
    "KubernetesComputeConfiguration": "run_config",
    "MountOptions": "run_config",
    "Mpi": "distributed",
    "Nccl": "distributed",
    "OutputData": "run_config",
    "OutputOptions": "run_config",
    "ParallelTaskConfiguration": "run_config",
    "ParameterServer": "distributed",
    "RegistrationOptions": "run_config",
    "SparkConfiguration": "run_config",
    "UploadOptions": "run_config",
    "Uri": "run_config",
    "AciWebservice": "webservice.service",
    "AksEndpoint": "webservice.service",
    "AksWebservice": "webservice.service",
    "ContainerImage": "webservice.image",
    "Image": "webservice.image",
    "InferenceConfig": "webservice.inference",
    "LocalWebservice": "webservice.service",
    "Model": "model",
    "ResourceConfiguration": "model",
    "Webservice": "webservice.service",
    "AbstractADLSDatastore": "datastore",
    "AbstractAzureStorageDatastore": "datastore",
    "AbstractDatastore": "datastore",
    "AzureBlobDatastore": "datastore",
    "AzureDataLakeDatastore": "datastore",
    "AzureDataLakeGen2Datastore": "datastore",
    "AzureFileDatastore": "datastore",
    "AzureMySqlDatastore": "datastore",
    "AzurePostgreSqlDatastore": "datastore",
    "AzureSqlDatabaseDatastore": "datastore",
    "DBFSDatastore": "datastore",
    "HDFSDatastore": "datastore",
    "AmlCompute": "compute",
    "AmlComputeNodeStateCounts": "compute",
    "AmlComputeProvisioningConfiguration": "compute",
    "AmlComputeStatus": "compute",
    "ArmTokenAuthentication": "authentication",
    "AzureCliAuthentication": "authentication",
    "ComputeTarget": "compute",
    "DataReference": "data.reference",
    "Datastore": "datastore",
    "DockerConfiguration": "run_config",
    "Environment": "environment",
    "Experiment": "experiment",
    "InteractiveLoginAuthentication": "authentication",
    "Keyvault": "keyvault",
    "MpiConfiguration": "distributed",
    "MsiAuthentication": "authentication",
    "PyTorchConfiguration": "distributed",
    "Run": "run",
    "RunConfiguration": "run_config",
    "ScriptRun": "run.script_run",
    "ScriptRunConfig": "script_run_config",
    "ServicePrincipalAuthentication": "authentication",
    "TensorflowConfiguration": "distributed",
    "TokenAuthentication": "authentication",
    "Workspace": "workspace",
}

SIGNATURES = """
ArmTokenAuthentication.__init__(arm_access_token, cloud='None')
ArmTokenAuthentication.update_arm_access_token(new_arm_access_token)
AzureCliAuthentication.__init__(cloud=None)
InteractiveLoginAuthentication.__init__(force=False, tenant_id=None, cloud=None)
MsiAuthentication.__init__(cloud=None, **kwargs)
ServicePrincipalAuthentication.__init__(tenant_id, service_principal_id, service_principal_password, cloud='AzureCloud', _enable_caching=True)
TokenAuthentication.__init__(get_token_for_audience, cloud=None)
TokenAuthentication.get_token(audience=<Audience.ARM: 'ARM'>)
AmlCompute.delete()
AmlCompute.detach()
AmlCompute.get_active_runs(type=None, tags=None, properties=None, status=None)
AmlCompute.get_status()
AmlCompute.list_nodes()
AmlCompute.provisioning_configuration(vm_size='', vm_priority='dedicated', min_nodes=0, max_nodes=None, idle_seconds_before_scaledown=1800, admin_username=None, admin_user_password=None, admin_user_ssh_key=None, vnet_resourcegroup_name=None, vnet_name=None, subnet_name=None, tags=None, description=None, remote_login_port_public_access='NotSpecified', identity_type=None, identity_id=None, location=None, enable_node_public_ip=True)
AmlCompute.refresh_state()
AmlCompute.serialize()
AmlCompute.supported_vmsizes(workspace, location=None)
AmlCompute.update(min_nodes=None, max_nodes=None, idle_seconds_before_scaledown=None)
AmlCompute.wait_for_completion(show_output=False, min_node_count=None, timeout_in_minutes=25, is_delete_operation=False)
AmlComputeNodeStateCounts.__init__(idle_node_count, leaving_node_count, preempted_node_count, preparing_node_count, running_node_count, unusable_node_count)
AmlComputeNodeStateCounts.serialize()
AmlComputeProvisioningConfiguration.__init__(vm_size='', vm_priority='dedicated', min_nodes=0, max_nodes=None, idle_seconds_before_scaledown=1800, admin_username=None, admin_user_password=None, admin_user_ssh_key=None, vnet_resourcegroup_name=None, vnet_name=None, subnet_name=None, tags=None, description=None, remote_login_port_public_access='NotSpecified', identity_type=None, identity_id=None, compute_location=None, enable_node_public_ip=True)
AmlComputeProvisioningConfiguration.validate_configuration()
AmlComputeStatus.__init__(allocation_state, allocation_state_transition_time, creation_time, current_node_count, errors, modified_time, node_state_counts, provisioning_state, provisioning_state_transition_time, scale_settings, target_node_count, vm_priority, vm_size)
AmlComputeStatus.serialize()
ComputeTarget.__init__(workspace, name)
ComputeTarget.attach(workspace, name, attach_configuration)
ComputeTarget.create(workspace, name, provisioning_configuration)
ComputeTarget.delete()
ComputeTarget.detach()
ComputeTarget.get_status()
ComputeTarget.list(workspace)
ComputeTarget.refresh_state()
ComputeTarget.serialize()
Datastore.get(workspace, datastore_name)
Datastore.get_default(workspace)
Datastore.register_azure_blob_container(workspace, datastore_name, container_name, account_name, sas_token=None, account_key=None, protocol=None, endpoint=None, overwrite=False, create_if_not_exists=False, skip_validation=False, blob_cache_timeout=None, grant_workspace_access=False, subscription_id=None, resource_group=None)
Datastore.register_azure_data_lake(workspace, datastore_name, store_name, tenant_id=None, client_id=None, client_secret=None, resource_url=None, authority_url=None, subscription_id=None, resource_group=None, overwrite=False, grant_workspace_access=False)
Datastore.register_azure_data_lake_gen2(workspace, datastore_name, filesystem, account_name, tenant_id=None, client_id=None, client_secret=None, resource_url=None, authority_url=None, protocol=None, endpoint=None, overwrite=False, subscription_id=None, resource_group=None, grant_workspace_access=False)
Datastore.register_azure_file_share(workspace, datastore_name, file_share_name, account_name, sas_token=None, account_key=None, protocol=None, endpoint=None, overwrite=False, create_if_not_exists=False, skip_validation=False)
Datastore.register_azure_my_sql(workspace, datastore_name, server_name, database_name, user_id, user_password, port_number=None, endpoint=None, overwrite=False, **kwargs)
Datastore.register_azure_postgre_sql(workspace, datastore_name, server_name, database_name, user_id, user_password, port_number=None, endpoint=None, overwrite=False, enforce_ssl=True, **kwargs)
Datastore.register_azure_sql_database(workspace, datastore_name, server_name, database_name, tenant_id=None, client_id=None, client_secret=None, resource_url=None, authority_url=None, endpoint=None, overwrite=False, username=None, password=None, subscription_id=None, resource_group=None, grant_workspace_access=False, **kwargs)
Datastore.register_dbfs(workspace, datastore_name)
Datastore.register_hdfs(workspace, datastore_name, protocol, namenode_address, hdfs_server_certificate, kerberos_realm, kerberos_kdc_address, kerberos_principal, kerberos_keytab=None, kerberos_password=None, overwrite=False)
AbstractDatastore.__init__(workspace, name, datastore_type)
AbstractADLSDatastore.__init__(workspace, name, datastore_type, tenant_id, client_id, client_secret, resource_url, authority_url, service_data_access_auth_identity)
AbstractAzureStorageDatastore.__init__(workspace, name, datastore_type, container_name, account_name, sas_token=None, account_key=None, protocol=None, endpoint=None)
AzureBlobDatastore.__init__(workspace, name, container_name, account_name, sas_token=None, account_key=None, protocol=None, endpoint=None, request_session=None, workspace_msi_has_access=False, subscription_id=None, resource_group=None, service_data_access_auth_identity=None)
AzureDataLakeDatastore.__init__(workspace, name, store_name, tenant_id, client_id, client_secret, resource_url=None, authority_url=None, subscription_id=None, resource_group=None, service_data_access_auth_identity=None)
AzureDataLakeGen2Datastore.__init__(workspace, name, container_name, account_name, tenant_id=None, client_id=None, client_secret=None, resource_url=None, authority_url=None, protocol=None, endpoint=None, service_data_access_auth_identity=None)
AzureFileDatastore.__init__(workspace, name, container_name, account_name, sas_token=None, account_key=None, protocol=None, endpoint='core.windows.net', request_session=None)
AzureMySqlDatastore.__init__(workspace, name, server_name, database_name, user_id, user_password, port_number=None)
AzurePostgreSqlDatastore.__init__(workspace, name, server_name, database_name, user_id, user_password, port_number=None, enforce_ssl=True)
AzureSqlDatabaseDatastore.__init__(workspace, name, server_name, database_name, tenant_id=None, client_id=None, client_secret=None, resource_url=None, authority_url=None, username=None, password=None, auth_type=None, service_data_access_auth_identity=None)
DBFSDatastore.__init__(workspace, name)
HDFSDatastore.__init__(workspace, name, protocol, namenode_address, hdfs_server_certificate_data, kerberos_realm, kerberos_kdc_address, kerberos_principal, credential_value, credential_type)
Environment.__init__(name=None, **kwargs)
Environment.clone(new_name)
Experiment.__init__(workspace, name, _skip_name_validation=False, _id=None, _archived_time=None, _create_in_cloud=True, _experiment_dto=None, **kwargs)
Experiment.archive()
Experiment.reactivate(new_name=None)
Experiment.remove_tags(tags)
Experiment.set_tags(tags)
Experiment.tag(key, value=None)
Experiment.delete(workspace, experiment_id)
Experiment.from_directory(path, auth=None)
Experiment.get_docs_url()
Experiment.get_runs(type=None, tags=None, properties=None, include_children=False)
Experiment.list(workspace, experiment_name=None, view_type='ActiveOnly', tags=None)
Experiment.refresh()
Experiment.start_logging(*args, **kwargs)
Experiment.submit(config, tags=None, **kwargs)
Run.__init__(experiment, run_id, outputs=None, **kwargs)
Run.add_properties(properties)
Run.add_type_provider(runtype, run_factory)
Run.cancel()
Run.child_run(name=None, run_id=None, outputs=None)
Run.clean()
Run.complete(_set_status=True)
Run.create_children(count=None, tag_key=None, tag_values=None)
Run.download_file(name, output_file_path=None, _validate_checksum=False)
Run.download_files(prefix=None, output_directory=None, output_paths=None, batch_size=100, append_prefix=True, timeout_seconds=None)
Run.fail(error_details=None, error_code=None, _set_status=True)
Run.flush(timeout_seconds=300)
Run.get(workspace, run_id)
Run.get_all_logs(destination=None)
Run.get_children(recursive=False, tags=None, properties=None, type=None, status=None, _rehydrate_runs=True)
Run.get_context(allow_offline=True, used_for_context_manager=False, **kwargs)
Run.get_detailed_status()
Run.get_details()
Run.get_details_with_logs()
Run.get_environment()
Run.get_file_names()
Run.get_metrics(name=None, recursive=False, run_type=None, populate=False)
Run.get_properties()
Run.get_secret(name)
Run.get_secrets(secrets)
Run.get_snapshot_id()
Run.get_status()
Run.get_submitted_run(**kwargs)
Run.get_tags()
Run.list(experiment, type=None, tags=None, properties=None, status=None, include_children=False, _rehydrate_runs=True)
Run.list_by_compute(compute, type=None, tags=None, properties=None, status=None)
Run.log(name, value, description='', step=None)
Run.log_accuracy_table(name, value, description='')
Run.log_confusion_matrix(name, value, description='')
Run.log_image(name, path=None, plot=None, description='')
Run.log_list(name, value, description='')
Run.log_predictions(name, value, description='')
Run.log_residuals(name, value, description='')
Run.log_row(name, description=None, **kwargs)
Run.log_table(name, value, description='')
Run.register_model(model_name, model_path=None, tags=None, properties=None, model_framework=None, model_framework_version=None, description=None, datasets=None, sample_input_dataset=None, sample_output_dataset=None, resource_configuration=None, **kwargs)
Run.remove_tags(tags)
Run.restore_snapshot(snapshot_id=None, path=None)
Run.set_tags(tags)
Run.start()
Run.submit_child(config, tags=None, **kwargs)
Run.tag(key, value=None)
Run.take_snapshot(file_or_folder_path)
Run.upload_file(name, path_or_stream, datastore_name=None)
Run.upload_files(names, paths, return_artifacts=False, timeout_seconds=None, datastore_name=None)
Run.upload_folder(name, path, datastore_name=None)
Run.wait_for_completion(show_output=False, wait_post_processing=False, raise_on_error=True)
ScriptRun.__init__(experiment, run_id, directory=None, _run_config=None, **kwargs)
ScriptRun.cancel()
DockerConfiguration.__init__(use_docker=False, shared_volumes=True, arguments=(), shm_size=None)
AmlComputeConfiguration.__init__()
ApplicationEndpointConfiguration.__init__(type=None, port=None, properties=None)
Data.__init__(data_location=None, create_output_directories=None, mechanism='direct', environment_variable_name=None, path_on_compute=None, overwrite=False, options=None)
Data.create(data)
DataLocation.__init__(dataset=None, data_path=None, uri=None)
DataPath.__init__(datastore_name=None, relative_path=None)
DataReferenceConfiguration.__init__(datastore_name=None, mode='mount', path_on_datastore=None, path_on_compute=None, overwrite=False)
DatacacheConfiguration.__init__(dataset_id=None, datacache_store=None, datacache_id=None, mode='mount', path_on_compute=None, replica=None, failure_fallback=False)
DatacacheConfiguration.create(data)
Dataset.__init__(dataset_id=None, dataset_name=None, dataset_version=None)
DatasetRegistrationOptions.__init__(additional_transformations=None)
Gloo.__init__()
GlobsOptions.__init__(patterns=None)
HdiConfiguration.__init__()
HistoryConfiguration.__init__()
KubernetesComputeConfiguration.__init__()
MountOptions.__init__(disable_metadata_cache=False)
Mpi.__init__(process_count_per_node=1)
Nccl.__init__()
OutputData.__init__(output_location=None, mechanism='mount', additional_options=None)
OutputOptions.__init__(path_on_compute=None, registration_options=None, upload_options=None, mount_options=None)
ParallelTaskConfiguration.__init__()
ParameterServer.__init__(worker_count=1, parameter_server_count=1)
RegistrationOptions.__init__(name=None, description=None, tags=None, dataset_registration_options=None)
RunConfiguration.delete(path, name)
RunConfiguration.load(path, name=None)
RunConfiguration.save(path=None, name=None, separate_environment_yaml=False)
SparkConfiguration.__init__()
UploadOptions.__init__(overwrite=False, source_globs=None)
Uri.__init__(path=None, is_file=False)
MpiConfiguration.__init__(process_count_per_node=1, node_count=1)
PyTorchConfiguration.__init__(communication_backend='Nccl', process_count=None, node_count=1)
RunConfiguration.__init__(script=None, arguments=None, framework=None, communicator=None, conda_dependencies=None, _history_enabled=None, _path=None, _name=None, command=None)
TensorflowConfiguration.__init__(worker_count=1, parameter_server_count=1)
ScriptRunConfig.__init__(source_directory, script=None, arguments=None, run_config=None, _telemetry_values=None, compute_target=None, environment=None, distributed_job_config=None, resume_from=None, max_run_duration_seconds=2592000, command=None, docker_runtime_config=None)
Workspace.__init__(subscription_id, resource_group, workspace_name, auth=None, _location=None, _disable_service_check=False, _workspace_id=None, sku='basic', tags=None, _cloud='AzureCloud')
Workspace.create(name, auth=None, subscription_id=None, resource_group=None, location=None, create_resource_group=True, sku='basic', tags=None, friendly_name=None, storage_account=None, key_vault=None, app_insights=None, container_registry=None, adb_workspace=None, primary_user_assigned_identity=None, cmk_keyvault=None, resource_cmk_uri=None, hbi_workspace=False, default_cpu_compute_target=None, default_gpu_compute_target=None, private_endpoint_config=None, private_endpoint_auto_approval=True, exist_ok=False, show_output=True, user_assigned_identity_for_cmk_encryption=None, system_datastores_auth_mode='accessKey', v1_legacy_mode=None)
Workspace.add_private_endpoint(private_endpoint_config, private_endpoint_auto_approval=True, location=None, show_output=True, tags=None)
Workspace.delete_connection(name)
Workspace.delete_private_endpoint_connection(private_endpoint_connection_name)
Workspace.diagnose_workspace(diagnose_parameters)
Workspace.get_connection(name)
Workspace.get_default_compute_target(type)
Workspace.get_default_keyvault()
Workspace.list_connections(category=None, target=None)
Workspace.list_keys()
Workspace.set_connection(name, category, target, authType, value)
Workspace.setup()
Workspace.sync_keys(no_wait=False)
Workspace.update(friendly_name=None, description=None, tags=None, image_build_compute=None, service_managed_resources_settings=None, primary_user_assigned_identity=None, allow_public_access_when_behind_vnet=None, v1_legacy_mode=None)
Workspace.update_dependencies(container_registry=None, force=False)
Keyvault.__init__(workspace)
Keyvault.delete_secret(name)
Keyvault.delete_secrets(secrets)
Keyvault.get_secret(name)
Keyvault.get_secret_content_type(name)
Keyvault.get_secrets(secrets)
Keyvault.list_secrets()
Keyvault.set_secrets(secrets_batch)
Workspace.delete(delete_dependent_resources=False, no_wait=False)
Workspace.from_config(path=None, auth=None, _logger=None, _file_name=None)
Workspace.get(name, auth=None, subscription_id=None, resource_group=None, location=None, cloud='AzureCloud', id=None)
Workspace.get_default_datastore()
Workspace.get_details()
Workspace.get_mlflow_tracking_uri(_with_auth=False)
Workspace.get_run(run_id)
Workspace.list(subscription_id='00000000-0000-0000-0000-000000000000', auth=None, resource_group=None)
Workspace.set_default_datastore(name)
Workspace.write_config(path=None, file_name=None)
AbstractDatastore.as_download(path_on_compute=None)
AbstractDatastore.as_mount()
AbstractDatastore.as_upload(path_on_compute=None)
AbstractDatastore.download(target_path, prefix=None, overwrite=False, show_progress=True)
AbstractDatastore.path(path=None, data_reference_name=None)
AbstractDatastore.upload(src_dir, target_path=None, overwrite=False, show_progress=True)
AbstractDatastore.upload_files(files, relative_root=None, target_path=None, overwrite=False, show_progress=True)
DataReference.__init__(datastore, data_reference_name=None, path_on_datastore=None, mode='mount', path_on_compute=None, overwrite=False)
DataReference.as_download(path_on_compute=None, overwrite=False)
DataReference.as_mount()
DataReference.as_upload(path_on_compute=None, overwrite=False)
DataReference.path(path=None, data_reference_name=None)
ContainerImage.image_configuration(execution_script, runtime, conda_file=None, docker_file=None, schema_file=None, dependencies=None, enable_gpu=None, tags=None, properties=None, description=None, base_image=None, base_image_registry=None, cuda_version=None)
Image.__init__(workspace, name=None, id=None, tags=None, properties=None, version=None)
Image.create(workspace, name, models, image_config)
Image.list(workspace, image_name=None, model_name=None, model_id=None, tags=None, properties=None)
Image.wait_for_creation(show_output=False)
InferenceConfig.__init__(entry_script, runtime=None, conda_file=None, extra_docker_file_steps=None, source_directory=None, enable_gpu=None, description=None, base_image=None, base_image_registry=None, cuda_version=None, environment=None)
Model.__init__(workspace, name=None, id=None, tags=None, properties=None, version=None, run_id=None, model_framework=None, expand=True, **kwargs)
Model.add_dataset_references(datasets)
Model.add_properties(properties)
Model.add_tags(tags)
Model.delete()
Model.deploy(workspace, name, models, inference_config=None, deployment_config=None, deployment_target=None, overwrite=False, show_output=False)
Model.deserialize(workspace, model_payload)
Model.download(target_dir='.', exist_ok=False, exists_ok=None)
Model.get_model_path(model_name, version=None, _workspace=None)
Model.get_sas_urls()
Model.list(workspace, name=None, tags=None, properties=None, run_id=None, latest=False, dataset_id=None, expand=True, page_count=255, model_framework=None)
Model.package(workspace, models, inference_config=None, generate_dockerfile=False, image_name=None, image_label=None)
Model.print_configuration(models, inference_config, deployment_config, deployment_target)
Model.profile(workspace, profile_name, models, inference_config, input_dataset, cpu=None, memory_in_gb=None, description=None)
Model.register(workspace, model_path, model_name, tags=None, properties=None, description=None, datasets=None, model_framework=None, model_framework_version=None, child_paths=None, sample_input_dataset=None, sample_output_dataset=None, resource_configuration=None)
Model.remove_tags(tags)
Model.serialize()
Model.update(tags=None, description=None, sample_input_dataset=None, sample_output_dataset=None, resource_configuration=None)
Model.update_tags_properties(add_tags=None, remove_tags=None, add_properties=None)
ResourceConfiguration.__init__(cpu=None, memory_in_gb=None, gpu=None)
ResourceConfiguration.deserialize(payload_obj)
ResourceConfiguration.serialize()
AciWebservice.deploy_configuration(cpu_cores=None, memory_gb=None, tags=None, properties=None, description=None, location=None, auth_enabled=None, ssl_enabled=None, enable_app_insights=None, ssl_cert_pem_file=None, ssl_key_pem_file=None, ssl_cname=None, dns_name_label=None, primary_key=None, secondary_key=None, collect_model_data=None, cmk_vault_base_url=None, cmk_key_name=None, cmk_key_version=None, vnet_name=None, subnet_name=None)
AksEndpoint.delete_version(version_name)
AksEndpoint.deploy_configuration(autoscale_enabled=None, autoscale_min_replicas=None, autoscale_max_replicas=None, autoscale_refresh_seconds=None, autoscale_target_utilization=None, collect_model_data=None, auth_enabled=None, cpu_cores=None, memory_gb=None, enable_app_insights=None, scoring_timeout_ms=None, replica_max_concurrent_requests=None, max_request_wait_time=None, num_replicas=None, primary_key=None, secondary_key=None, tags=None, properties=None, description=None, gpu_cores=None, period_seconds=None, initial_delay_seconds=None, timeout_seconds=None, success_threshold=None, failure_threshold=None, namespace=None, token_auth_enabled=None, version_name=None, traffic_percentile=None, compute_target_name=None, cpu_cores_limit=None, memory_gb_limit=None)
AksWebservice.deploy_configuration(autoscale_enabled=None, autoscale_min_replicas=None, autoscale_max_replicas=None, autoscale_refresh_seconds=None, autoscale_target_utilization=None, collect_model_data=None, auth_enabled=None, cpu_cores=None, memory_gb=None, enable_app_insights=None, scoring_timeout_ms=None, replica_max_concurrent_requests=None, max_request_wait_time=None, num_replicas=None, primary_key=None, secondary_key=None, tags=None, properties=None, description=None, gpu_cores=None, period_seconds=None, initial_delay_seconds=None, timeout_seconds=None, success_threshold=None, failure_threshold=None, namespace=None, token_auth_enabled=None, compute_target_name=None, cpu_cores_limit=None, memory_gb_limit=None, blobfuse_enabled=None)
LocalWebservice.__init__(workspace, name, must_exist=True)
LocalWebservice.deploy_configuration(port=None)
LocalWebservice.deploy_to_cloud(name=None, deployment_config=None, deployment_target=None)
LocalWebservice.reload(wait=False)
Webservice.__init__(workspace, name)
Webservice.check_for_existing_webservice(workspace, name, overwrite=False, request_func=None, check_func=None)
Webservice.deploy(workspace, name, model_paths, image_config, deployment_config=None, deployment_target=None, overwrite=False)
Webservice.deploy_from_image(workspace, name, image, deployment_config=None, deployment_target=None, overwrite=False)
Webservice.deploy_from_model(workspace, name, models, image_config, deployment_config=None, deployment_target=None, overwrite=False)
Webservice.deploy_local_from_model(workspace, name, models, image_config, deployment_config=None, wait=False)
Webservice.get_logs(num_lines=5000, init=False)
Webservice.list(workspace, compute_type=None, image_name=None, image_id=None, model_name=None, model_id=None, tags=None, properties=None, image_digest=None)
Webservice.regen_key(key, set_key=None)
Webservice.wait_for_deployment(show_output=False, timeout_sec=None)
"""


def named(signature):
    """The parameters that have a name, as v1's list writes them."""
    kept = [
        parameter.replace(annotation=parameter.empty)
        for name, parameter in signature.parameters.items()
        if name not in ("self", "cls") and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    return ", ".join(str(parameter).replace(" = ", "=") for parameter in kept)


@pytest.mark.parametrize("line", SIGNATURES.strip().splitlines())
def test_a_signature_is_v1s(line):
    callee, parameters = line[:-1].split("(", 1)
    name, method = callee.split(".")
    found = getattr(getattr(import_module(f"amlwidgets.sdk.{HOMES[name]}"), name), method)
    expected = ", ".join(part for part in parameters.split(", ") if not part.startswith("*"))
    assert named(inspect.signature(found)) == expected
