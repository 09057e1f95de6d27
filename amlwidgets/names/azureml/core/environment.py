from amlwidgets.sdk.environment import DockerSection, Environment, PythonSection
