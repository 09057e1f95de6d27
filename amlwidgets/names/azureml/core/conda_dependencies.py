from amlwidgets.sdk.conda_dependencies import CPU, GPU, PYTHON_DEFAULT_VERSION, CondaDependencies
