"""The server before a workspace that a newer version of the product keeps."""

import sqlite3

from amlwidgets.store import registry
from amlwidgets.store.database import MIGRATIONS


def make_newer(folder):
    with sqlite3.connect(f"{folder}/workspace.db") as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        connection.execute("""UPDATE resource SET json = '{"version": "7.1.0"}' WHERE kind = 'store'""")
    connection.close()


def check(error):
    assert error["code"] == "StoreNewer" and "amlwidgets 7.1.0" in error["message"]
    assert error["remedy"].startswith("Use amlwidgets 7.1.0 or newer here")


async def test_the_panel_is_told_why_it_has_no_workspace(call, home):
    make_newer(registry.create(registry.DEFAULT_NAME).folder)
    status, body, _ = await call("GET", "amlwidgets/capabilities")
    assert status == 409
    check(body["error"])


async def test_one_among_others_is_listed_and_says_so_when_it_is_asked(call, home):
    other = registry.create("other")
    make_newer(other.folder)
    status, body, _ = await call("GET", "amlwidgets/capabilities")
    assert status == 200
    assert [shown["name"] for shown in body["workspaces"]] == ["my-workspace", "other"]
    for method, path, given in (
        ("GET", "", None),
        ("GET", "/jobs", None),
        ("PUT", "/computes/cpu", {"properties": {"computeType": "AmlCompute", "properties": {}}}),
        ("DELETE", "/computes/cpu", None),
    ):
        status, body, _ = await call(method, f"amlwidgets{other.arm_id}{path}", given)
        assert status == 409, (method, path, body)
        check(body["error"])


async def test_one_that_became_so_refuses_what_writes(call, ws, backend):
    make_newer(backend.workspace.folder)
    status, body, _ = await call(
        "PUT", f"{ws}/jobs/late", {"properties": {"jobType": "Command", "command": "true"}}
    )
    assert status == 409, body
    check(body["error"])


async def test_the_live_feed_ends_with_the_reason(live, home):
    other = registry.create("other")
    make_newer(other.folder)
    page = await live()
    await page.send(
        {"type": "subscribe", "id": "7", "topic": "workspace", "workspace": other.arm_id, "cursor": None}
    )
    message = await page.until(lambda found: found.get("id") == "7", timeout=60)
    assert message["type"] == "error"
    check(message["error"])
