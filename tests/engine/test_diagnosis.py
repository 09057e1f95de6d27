"""The one line that says why a script failed."""

import subprocess
import sys

import pytest

from amlwidgets.engine.diagnosis import last_exception

CASES = {
    "plain": ("raise ValueError('bad')", "ValueError: bad (train.py, line 1)"),
    "no message": ("assert False", "AssertionError (train.py, line 1)"),
    "markup": ("raise ValueError('<b>x</b>')", "ValueError: <b>x</b> (train.py, line 1)"),
    "several lines": ("raise ValueError('one\\ntwo')", "ValueError: one (train.py, line 1)"),
    "of a package": (
        "import json.decoder\njson.loads('')",
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0) (train.py, line 2)",
    ),
    "chained": (
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e",
        "KeyError: 'k' (train.py, line 4)",
    ),
    "indentation": (
        "if True:\nx = 1",
        "IndentationError: expected an indented block after 'if' statement on line 1 (train.py, line 2)",
    ),
    "interrupted": ("raise KeyboardInterrupt", "KeyboardInterrupt (train.py, line 1)"),
    "in a function of another file": ("import other\nother.f()", "TypeError: no (other.py, line 2)"),
    "with output after it": (
        "import atexit\natexit.register(print, 'bye')\nraise ValueError('bad')",
        "ValueError: bad (train.py, line 3)",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_of_a_real_interpreter(tmp_path, name):
    text, expected = CASES[name]
    (tmp_path / "train.py").write_text(text)
    (tmp_path / "other.py").write_text("def f():\n    raise TypeError('no')\n")
    with open(tmp_path / "log", "wb") as log:
        subprocess.run([sys.executable, "train.py"], cwd=tmp_path, stdout=log, stderr=log)
    assert last_exception(str(tmp_path / "log"), str(tmp_path)) == expected


@pytest.mark.parametrize(
    "log",
    [
        b"",
        b"all is well\n",
        b"\xff\xfe\x00" * 100_000,
        b"x" * 10_000_000,
        b'Traceback (most recent call last):\n  File "a.py", line 1\n',
        b'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: survived\n' + b"epoch\n" * 100,
    ],
    ids=["empty", "no traceback", "binary", "one long line", "torn", "survived long ago"],
)
def test_logs_without_an_answer(tmp_path, log):
    (tmp_path / "log").write_bytes(log)
    assert last_exception(str(tmp_path / "log"), str(tmp_path)) is None


def test_a_log_that_is_not_there(tmp_path):
    assert last_exception(str(tmp_path / "log"), str(tmp_path)) is None


def test_a_long_message_is_cut(tmp_path):
    (tmp_path / "log").write_text('  File "train.py", line 1\nValueError: ' + "x" * 5000 + "\n")
    found = last_exception(str(tmp_path / "log"), str(tmp_path))
    assert found.startswith("ValueError: xxx") and len(found) < 600
