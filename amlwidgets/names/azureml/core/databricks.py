from amlwidgets.sdk.databricks import (
    DatabricksCluster,
    DatabricksEnvironment,
    DatabricksSection,
    EggLibrary,
    JarLibrary,
    MavenLibrary,
    PyPiLibrary,
    RCranLibrary,
)
