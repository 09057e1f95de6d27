"""The Python of the page on databases runs as it stands, but for the port of the server."""

import re
from pathlib import Path

import pytest

from amlwidgets.sdk.workspace import Workspace

PAGE = Path(__file__).resolve().parents[2] / "docs" / "users" / "sql.md"


@pytest.mark.xdist_group("postgresql")
def test_the_page_runs(tmp_path, monkeypatch, postgresql, patient) -> None:
    import amlwidgets.names

    amlwidgets.names.activate()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAB_PASSWORD", postgresql.password)
    with postgresql.connect() as connection:
        connection.execute("DROP TABLE IF EXISTS people")
        connection.execute("CREATE TABLE people AS SELECT 'Ada' AS name, age FROM generate_series(1, 50) AS age")
    (fence,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S)
    here = f'server_name="127.0.0.1", port_number={postgresql.port}'
    for written, meant in (('server_name="localhost"', here), ('"ada"', repr(postgresql.user))):
        assert written in fence
        fence = fence.replace(written, meant)
    names: dict = {"ws": Workspace.create("w")}
    exec(compile(fence, PAGE.name, "exec"), names)
    assert len(names["people"].to_pandas_dataframe()) == 32 and names["people"].version == 1
