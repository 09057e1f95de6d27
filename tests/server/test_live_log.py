"""Topic log: offsets, characters cut in two, chunks, files that come late or begin anew."""

import os


async def test_log_topic_follows_a_file_that_is_not_there_yet(live, backend, run, write):
    page = await live()
    await page.subscribe("log", run=run.run_id, path="user_logs/std_log.txt", offset=0)
    write("first\n")
    first = await page.until(lambda m: m["type"] == "log")
    assert (first["offset"], first["next"], first["size"], first["text"]) == (0, 6, 6, "first\n")
    write("zwei ü\n")
    second = await page.until(lambda m: m["type"] == "log")
    assert second["offset"] == 6 and second["text"] == "zwei ü\n"
    backend.end_run(run.run_id, "Completed")
    assert await page.receive() == {"id": "1", "type": "end"}


async def test_a_log_from_the_middle_and_from_the_end(live, run, write):
    write("ääää")  # two bytes each
    page = await live()
    for offset, start, text in ((2, 2, "äää"), (-3, 6, "ä"), (-4, 4, "ää"), (-100, 0, "ääää"), (8, 8, "")):
        path = "user_logs/std_log.txt"
        await page.subscribe("log", id=str(offset), run=run.run_id, path=path, offset=offset)
        got = await page.until(lambda m: m["type"] == "log" and m["id"] == str(offset))
        assert (got["offset"], got["next"], got["size"], got["text"]) == (start, 8, 8, text), offset


async def test_a_character_that_is_half_written_waits_and_bytes_that_are_none_are_shown(live, backend, run, write):
    write(b"a\xc3")
    page = await live()
    await page.subscribe("log", run=run.run_id, path="user_logs/std_log.txt")
    got = await page.until(lambda m: m["type"] == "log")
    assert (got["text"], got["next"], got["size"]) == ("a", 1, 2)
    write(b"\xbc\xff\xc3")
    got = await page.until(lambda m: m["type"] == "log")
    assert (got["text"], got["next"]) == ("ü\ufffd", 4)
    backend.end_run(run.run_id, "Failed")
    got = await page.until(lambda m: m["type"] == "log")
    assert (got["text"], got["next"]) == ("\ufffd", 5)
    assert await page.receive() == {"id": "1", "type": "end"}


async def test_a_long_log_comes_in_chunks_and_complete(live, backend, run, write):
    text = "".join(f"line {i} größer\n" for i in range(100_000))
    write(text)
    backend.end_run(run.run_id, "Completed")
    page = await live()
    await page.subscribe("log", run=run.run_id, path="user_logs/std_log.txt")
    got, at = [], 0
    while True:
        message = await page.receive()
        if message["type"] == "end":
            break
        if message["type"] == "log":
            assert message["offset"] == at and message["next"] - at <= 256 * 1024
            at = message["next"]
            got.append(message["text"])
    assert "".join(got) == text


async def test_a_line_of_ten_megabytes_without_an_end(live, run, write):
    write(b"x" * 10_000_000)
    page = await live()
    await page.subscribe("log", run=run.run_id, path="user_logs/std_log.txt")
    last = await page.until(lambda m: m["type"] == "log" and m["next"] == 10_000_000)
    assert set(last["text"]) == {"x"}


async def test_a_log_that_begins_anew_is_sent_anew(live, backend, run, write):
    write("a long first text\n", "logs/own.txt")
    page = await live()
    await page.subscribe("log", run=run.run_id, path="logs/own.txt")
    await page.until(lambda m: m["type"] == "log")
    with open(os.path.join(backend.run_folder(run.run_id), "logs", "own.txt"), "w") as file:
        file.write("new\n")
    again = await page.until(lambda m: m["type"] == "log" and m["text"] == "new\n")
    assert again["offset"] == 0


async def test_a_log_that_never_came_ends_with_its_run(live, backend, run):
    page = await live()
    await page.subscribe("log", run=run.run_id, path="logs/never.txt")
    backend.end_run(run.run_id, "Canceled")
    assert await page.until(lambda m: m["type"] != "hello") == {"id": "1", "type": "end"}
