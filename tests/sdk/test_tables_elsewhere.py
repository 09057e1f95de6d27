"""Tables over datastores that are not of this machine, and workspaces that are not."""

import pandas as pd
import pytest

from amlwidgets.backend import known
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.datastore import Datastore
from amlwidgets.sdk.workspace import Workspace
from tests.servers.jupyter import TOKEN, make_workspace, new_arm_id

pytestmark = pytest.mark.usefixtures("patient")


@pytest.mark.xdist_group("azurite")
def test_a_data_frame_goes_into_a_blob_container(ws, azurite):
    azurite.make_container("tables")
    store = Datastore.register_azure_blob_container(
        ws,
        "blobs",
        "tables",
        azurite.account,
        account_key=azurite.key,
        endpoint=azurite.blob_endpoint,
        protocol="http",
    )
    frame = pd.DataFrame({"id": [1, 2, 3], "name": ["a", None, "ü"], "at": pd.to_datetime(["2024-01-01"] * 3)})
    made = Dataset.Tabular.register_pandas_dataframe(frame, (store, "frames"), "frame", show_progress=False)
    assert made.version == 1 and made.to_pandas_dataframe()["name"].tolist()[::2] == ["a", "ü"]
    (path,) = Dataset.File.from_files((store, "frames/**")).to_path()
    assert path.endswith("/part-00000.parquet")
    found = Dataset.get_by_name(ws, "frame").filter(made["id"] > 1).to_pandas_dataframe()
    assert found["id"].tolist() == [2, 3] and found["at"][0] == pd.Timestamp("2024-01-01")


@pytest.mark.xdist_group("postgresql")
def test_a_query_of_a_workspace_at_another_server(server, work, postgresql):
    arm_id = new_arm_id()
    make_workspace(server, arm_id)
    known.remember(known.KnownWorkspace(arm_id, known.SERVER, f"{server.url}/"), TOKEN)
    parts = arm_id.split("/")
    ws = Workspace(parts[2], parts[4], parts[8])
    record = DatastoreRecord("lab", "AzurePostgreSql", "", settings=postgresql.settings)
    ws.backend.put_datastore(record, {"password": postgresql.password})
    ws.backend.check_datastore("lab")
    made = Dataset.Tabular.from_sql_query((Datastore.get(ws, "lab"), "SELECT 7 AS n, 'ü' AS t"))
    made.register(ws, "seven")
    assert Dataset.get_by_name(ws, "seven").to_pandas_dataframe().values.tolist() == [[7, "ü"]]
