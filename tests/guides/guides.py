"""What stands for the guides' placeholders, and which fences end in which error."""

from .reading import Guide, by_name

BATCH_AI = Guide(
    "batch-ai.md",
    elsewhere=(
        "before-workspace",
        "before-cluster",
        "before-status",
        "before-storage",
        "before-upload",
        "before-experiment",
        "before-job",
        "before-submit",
        "before-monitor",
        "before-delete",
    ),
    before={
        "workspace-create": 'workspace_name, resource_group = "guide", "guides"\n'
        'subscription_id, workspace_region = "00000000-0000-0000-0000-000000000000", "eastus2"\n',
        "estimator": 'project_folder = "scripts"\n',
    },
    replaced={
        "upload": {
            "https://s3.amazonaws.com/img-datasets/": "{web}/",
            # The page lost two line ends.
            "mnist.npz' ds_data = ": "mnist.npz'\nds_data = ",
            "(path_on_datastore) print": "(path_on_datastore)\nprint",
        },
    },
    raises={"cluster-edit": ("ComputeTargetException", "nc6")},
)

TENSORFLOW = Guide(
    "tensorflow.md",
    before={
        "edited-environment": "shutil.copy(os.path.join(curated_env_name, 'conda_dependencies.yml'), '.')\n",
        "script-run-config": "script_folder = 'scripts'\n",
        "horovod": "project_folder = 'scripts'\n",
        "tf-distribute": "source_dir = 'scripts'\n",
    },
    replaced={"dataset": {"http://yann.lecun.com/exdb/mnist/": "{web}/"}},
    after={
        "horovod": "ranks = Experiment(ws, 'horovod').submit(src)\nranks.wait_for_completion()\n",
        "tf-distribute": "workers = Experiment(ws, 'workers').submit(src)\nworkers.wait_for_completion()\nprint(workers.get_metrics())\n",
    },
    # The run is given Open MPI beside its packages, which this machine without an index does not have.
    raises={"horovod": ("ActivityFailedException", "you require openmpi")},
    later={"deploy": ("WebserviceException", "cannot be deployed yet")},
)

DECK = Guide(
    "deck.md",
    before={
        "cluster": "from azureml.core import Workspace\n"
        "ws, cpu_cluster_name = Workspace.from_config(), 'cpu-cluster'\n"
        "vnet_resourcegroup_name = vnet_name = subnet_name = 'network'\n",
        "pipeline-step": "from azureml.core.runconfig import RunConfiguration\n"
        "from azureml.pipeline.core import Pipeline\n"
        "from azureml.pipeline.steps import PythonScriptStep\n"
        "def_data_store = ws.get_default_datastore()\n"
        "dr_storage, str_date = def_data_store.path('step02').as_mount(), '2021-04-14'\n"
        "aml_compute, source_directory, run_config_model = cpu_cluster, 'scripts', RunConfiguration()\n"
        "run_config_model.environment = env\n",
        "pipeline-sequence": "step01, step03 = (\nPythonScriptStep(name=n, script_name='./src/step02.py', "
        "compute_target=aml_compute, source_directory=source_directory) for n in ('step01', 'step03'))\n",
        "score": "import numpy as np\nfrom azureml.core import Model\n"
        "X_test, y_test = np.zeros((2, 4)), np.zeros(2)\n"
        "service = Model.deploy(ws, 'digits', [])\n",
    },
    replaced={
        # The account of the guide is Microsoft's; here it is one of an emulator, with its key.
        "blob-datastore": {
            'account_name="pipelinedata"': 'account_name="{account}", account_key="{key}", '
            'endpoint="{endpoint}", protocol="http"'
        },
    },
    after={
        "blob-datastore": "print(batchscore_blob.datastore_type, batchscore_blob.account_name, "
        "batchscore_blob.container_name)\n"
        "print(batchscore_blob.download('sample', show_progress=False), open('sample/a/image.txt').read())\n",
        "pipeline-parallel": "experiment.submit(pipeline1)\n",
    },
    later={
        "pipeline-parallel": ("JobTypeNotExecuted", "cannot be submitted yet"),
        "score": ("WebserviceException", "cannot be deployed yet"),
    },
)

GUIDES = by_name([BATCH_AI, TENSORFLOW, DECK])
