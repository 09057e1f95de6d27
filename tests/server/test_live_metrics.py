"""Topic metrics: appending and replacing, cursors, thinning, odd values."""

from amlwidgets.service import frame
from amlwidgets.store.metrics import MetricWriter


def points(header, columns):
    """(steps, times, values) by name."""
    return {s["name"]: columns[3 * i : 3 * i + 3] for i, s in enumerate(header["series"])}


async def test_metrics_topic_appends_what_is_logged(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    writer.log("loss", 0.5)
    page = await live()
    await page.subscribe("metrics", run=run.run_id)
    header, columns = frame.decode(await page.until(lambda m: isinstance(m, bytes)))
    assert header["series"][0]["name"] == "loss" and header["series"][0]["mode"] == "replace"
    assert columns[2] == (0.5,)
    writer.log("loss", 0.25)
    header, columns = frame.decode(await page.until(lambda m: isinstance(m, bytes)))
    assert header["series"][0]["mode"] == "append" and columns[2] == (0.25,)
    assert header["series"][0]["total"] == 2 and header["series"][0]["min"] == 0.25
    backend.end_run(run.run_id, "Completed")
    assert await page.until(lambda m: isinstance(m, dict)) == {"id": "1", "type": "end"}


async def test_a_page_that_comes_back_with_its_cursor_misses_nothing(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for step in range(10):
        writer.log("loss", float(step))
    writer.record("table", "table", {"a": [1, float("nan")]})
    page = await live()
    await page.subscribe("metrics", run=run.run_id)
    first, columns = await page.metrics()
    assert points(first, columns)["loss"][2] == tuple(map(float, range(10)))
    assert [(r["name"], r["kind"], r["value"]) for r in first["records"]] == [
        ("table", "table", {"a": [1, "NaN"]})
    ]
    page.socket.close()
    writer.log("loss", 10.0)
    writer.log("other", 1.0)
    page = await live()
    await page.subscribe("metrics", run=run.run_id, cursor=first["cursor"])
    second, columns = await page.metrics()
    modes = {s["name"]: s["mode"] for s in second["series"]}
    assert modes == {"loss": "append", "other": "replace"} and second["records"] == []
    assert points(second, columns)["loss"][2] == (10.0,) and second["series"][0]["total"] == 11


async def test_a_cursor_of_several_writers_starts_over_rather_than_guess(live, backend, run):
    one, two = (MetricWriter(backend.metric_folder(run.run_id)) for _ in range(2))
    one.log("loss", 1.0, 5)
    page = await live()
    await page.subscribe("metrics", run=run.run_id)
    first, _ = await page.metrics()
    page.socket.close()
    two.log("loss", 2.0, 3)
    page = await live()
    await page.subscribe("metrics", run=run.run_id, cursor=first["cursor"])
    second, columns = await page.metrics()
    assert second["series"][0]["mode"] == "replace"
    assert points(second, columns)["loss"][0] == (3.0, 5.0)


async def test_a_long_series_is_thinned_and_its_extremes_are_kept(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for step in range(20_000):
        writer.log("loss", 100.0 if step == 7777 else (step % 10) / 10, step)
    page = await live()
    await page.subscribe("metrics", run=run.run_id, width=200)
    header, columns = await page.metrics()
    steps, _, values = points(header, columns)["loss"]
    assert header["series"][0]["total"] == 20_000 and len(steps) <= 200
    assert (steps[0], steps[-1]) == (0.0, 19_999.0) and 100.0 in values
    assert header["series"][0]["max"] == 100.0 and header["series"][0]["maxStep"] == 7777.0
    window = {"from": 7770, "to": 7780}
    await page.subscribe("metrics", id="2", run=run.run_id, width=200, window=window)
    header, columns = await page.metrics()
    assert points(header, columns)["loss"][0] == tuple(map(float, range(7770, 7781)))


async def test_what_a_page_holds_never_grows_beyond_twice_its_width(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    page = await live()
    await page.subscribe("metrics", run=run.run_id, width=50)
    await page.metrics()
    held, modes = 0, set()
    for step in range(1000):
        writer.log("loss", float(step), step)
        if step % 10 == 9:
            header, _ = await page.metrics()
            series = header["series"][0]
            held = series["count"] if series["mode"] == "replace" else held + series["count"]
            modes.add(series["mode"])
            assert held <= 100
    assert modes == {"append", "replace"}


async def test_odd_values_arrive_as_they_are(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for value in (float("nan"), float("inf"), float("-inf"), 1e308):
        writer.log("<b>loss</b>", value)
    writer.log("nothing", float("nan"))
    page = await live()
    await page.subscribe("metrics", run=run.run_id)
    header, columns = await page.metrics()
    values = points(header, columns)["<b>loss</b>"][2]
    assert values[0] != values[0] and values[1:] == (float("inf"), float("-inf"), 1e308)
    odd, nothing = header["series"]
    assert (odd["min"], odd["max"], odd["last"]) == ("-Infinity", "Infinity", 1e308)
    assert (nothing["min"], nothing["max"], nothing["last"]) == ("NaN", "NaN", "NaN")
    assert nothing["minStep"] is None and nothing["maxStep"] is None


async def test_only_the_names_asked_for(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for name in ("a", "b", "c"):
        writer.log(name, 1.0)
    page = await live()
    await page.subscribe("metrics", run=run.run_id, names=["b", "z"])
    header, _ = await page.metrics()
    assert [s["name"] for s in header["series"]] == ["b"]
