from amlwidgets.sdk.environment import ContainerRegistry, RegistryIdentity
