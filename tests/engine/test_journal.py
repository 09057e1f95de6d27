"""engine.log stays small whatever happens."""

import os
import subprocess
import sys
import textwrap

from amlwidgets.store.layout import Layout

WRITER = textwrap.dedent("""
    import sys
    from amlwidgets.engine import journal
    from amlwidgets.store.layout import Layout
    journal.LIMIT_BYTES = 1000
    log = journal.Journal(Layout(sys.argv[1]))
    for i in range(100):
        log.note(f"line {i}")
    try:
        1 / 0
    except ZeroDivisionError:
        log.error("failed")
    print("printed by a library", file=sys.stderr)
""")


def test_two_files_of_bounded_size_and_the_newest_lines(tmp_path):
    layout = Layout(str(tmp_path))
    os.makedirs(layout.engine)
    with open(layout.engine_log, "ab") as log:
        subprocess.run([sys.executable, "-c", WRITER, str(tmp_path)], stdout=log, stderr=log, check=True)
    present, older = open(layout.engine_log).read(), open(f"{layout.engine_log}.1").read()
    assert sorted(os.listdir(layout.engine)) == ["engine.log", "engine.log.1"]
    assert len(older) < 1100
    lines = (older + present).splitlines()
    numbers = [int(line.rsplit(" ", 1)[1]) for line in lines if "Z line " in line]
    assert numbers == list(range(numbers[0], 100)) and len(numbers) > 20
    assert "ZeroDivisionError: division by zero" in present and "printed by a library" in present
