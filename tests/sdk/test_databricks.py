"""What a Databricks cluster is given."""

import pytest
from azureml.core.databricks import DatabricksSection, MavenLibrary
from azureml.core.runconfig import JarLibrary
from azureml.exceptions import UserErrorException
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import DatabricksStep


def test_libraries_and_cluster_are_written_as_v1_does():
    section = DatabricksSection()
    section.jar_libraries = [JarLibrary("dbfs:/x.jar")]
    section.maven_libraries = [MavenLibrary("a:b:1", exclusions=["c"])]
    section.cluster.existing_cluster_id = "1"
    section.cluster.validate()
    written = section.to_json()
    assert written["jarLibraries"] == [{"library": "dbfs:/x.jar"}]
    assert written["mavenLibraries"][0]["exclusions"] == ["c"]
    assert written["cluster"]["existingClusterId"] == "1"


def test_a_cluster_is_there_or_new():
    with pytest.raises(UserErrorException, match="existing_cluster_id is None"):
        DatabricksSection().cluster.validate()


def test_libraries_are_in_the_definition_of_a_step(ws):
    step = DatabricksStep("s", notebook_path="/n", jar_libraries=[JarLibrary("dbfs:/x.jar")], compute_target="d")
    (node,) = Pipeline(ws, [step]).to_json()["nodes"]
    assert "dbfs:/x.jar" in str(node["settings"]["jar_libraries"])
