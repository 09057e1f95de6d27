"""The beginning of files, whole and damaged, as the panel is told it."""

import io
import json
from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from amlwidgets.backend import open_workspace
from amlwidgets.service.preview import preview
from amlwidgets.service.preview.cells import CELL, COLUMNS, ROWS
from amlwidgets.service.preview.kinds import HEAD_BYTES, TEXT_BYTES
from amlwidgets.service.router import Router
from amlwidgets.service.workspaces import only

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


class Pieces(io.RawIOBase):
    """A file as some services give it: a few bytes at once, and no way back."""

    def __init__(self, content):
        self._file = io.BytesIO(content)
        self.bytes_read = 0

    def readable(self):
        return True

    def seekable(self):
        return False

    def read(self, most=-1):
        piece = self._file.read(min(most, 1000) if most >= 0 else -1)
        self.bytes_read += len(piece)
        return piece


def shown(content, name="x.txt"):
    return preview(io.BytesIO(content), name, len(content))


def table_file(table, **options):
    sink = io.BytesIO()
    parquet.write_table(table, sink, **options)
    return sink.getvalue()


# -- text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"])
def test_text_is_read_in_the_encoding_it_has(encoding):
    assert shown("grün, très\n".encode(encoding)) == {"kind": "text", "text": "grün, très\n", "truncated": False}


def test_an_empty_file_is_text():
    for name in ("x", "x.csv", "x.jsonl", "x.parquet"):
        assert shown(b"", name) == {"kind": "text", "text": "", "truncated": False}


@pytest.mark.parametrize("letter", ["a", "é", "語", "😀"])
def test_long_text_is_cut_between_letters(letter):
    answer = shown((letter * HEAD_BYTES).encode())
    assert answer["truncated"] and set(answer["text"]) == {letter}
    assert TEXT_BYTES - 3 <= len(answer["text"].encode()) <= TEXT_BYTES


def test_markup_of_images_is_text_and_never_an_image():
    assert shown(b"<svg onload='alert(1)'/>", "x.svg")["kind"] == "text"
    assert shown(b"<script>alert(1)</script>", "x.png")["kind"] == "text"


@pytest.mark.parametrize("content", [b"a\0b", b"\x80\x01\x02\x03\xff" * 40, b"\xff\xfe\x00"])
def test_bytes_are_said_to_be_no_text(content):
    assert shown(content) == {"kind": "none", "size": len(content)}


# -- images --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF89arest", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
    ],
)
def test_images_are_known_by_their_first_bytes_whatever_their_name(content, kind):
    assert shown(content, "x.csv") == {"kind": "image", "mediaType": kind, "size": len(content)}


# -- delimited files -----------------------------------------------------------------------------------------


def test_a_delimited_file_is_a_table_with_types():
    answer = shown(b'id,name,score,day,ok\n1,"a, b",0.5,2024-01-31,true\n2,,NaN,2024-02-01,FALSE\n', "x.CSV")
    assert [column["type"] for column in answer["columns"]] == ["int64", "string", "double", "date", "bool"]
    assert answer["rows"] == [["1", "a, b", "0.5", "2024-01-31", "true"], ["2", None, None, "2024-02-01", "FALSE"]]
    assert (answer["kind"], answer["truncated"], answer["rowCount"]) == ("table", False, 2)


@pytest.mark.parametrize(("name", "separator"), [("x.csv", ";"), ("x.csv", "\t"), ("x.tsv", "\t"), ("x.psv", "|")])
def test_separators_are_found(name, separator):
    answer = shown(f"a{separator}b\n1{separator}2\n".encode(), name)
    assert [column["name"] for column in answer["columns"]] == ["a", "b"] and answer["rows"] == [["1", "2"]]


def test_lines_of_any_length_make_rows_of_one_width():
    answer = shown(b"a,b\n1\n1,2,3\n\n", "x.csv")
    assert [column["name"] for column in answer["columns"]] == ["a", "b", "Column3"]
    assert answer["rows"] == [["1", None, None], ["1", "2", "3"]]


def test_codes_with_leading_zeros_are_no_numbers():
    answer = shown(b"zip\n01234\n00001\n", "x.csv")
    assert answer["columns"] == [{"name": "zip", "type": "string"}] and answer["rows"] == [["01234"], ["00001"]]


def test_a_hundred_rows_of_many():
    answer = shown(b"n\n" + b"".join(b"%d\n" % at for at in range(ROWS + 1)), "x.csv")
    assert (len(answer["rows"]), answer["truncated"], answer["rowCount"]) == (ROWS, True, None)


def test_a_line_that_is_cut_is_left_out():
    line = b"1," + b"x" * 50_000 + b"\n"
    answer = shown(b"a,b\n" + line * 20, "x.csv")
    assert len(answer["rows"]) == HEAD_BYTES // len(line) and answer["truncated"]
    quoted = b'1,"' + b"x\n" * 25_000 + b'"\n'
    answer = shown(b"a,b\n" + quoted * 20, "x.csv")
    assert len(answer["rows"]) == HEAD_BYTES // len(quoted)


def test_wide_and_long_cells_are_cut():
    answer = shown(b",".join(b"c%d" % at for at in range(COLUMNS + 5)) + b"\n" + b"y" * 5000, "x.csv")
    assert len(answer["columns"]) == COLUMNS and answer["truncated"]
    assert len(answer["rows"][0]) == COLUMNS and len(answer["rows"][0][0]) == CELL


# -- JSON lines ----------------------------------------------------------------------------------------------


def test_json_lines_are_a_table():
    answer = shown(b'{"a": 1, "b": [1, {"c": null}]}\n\n{"a": 2.5, "d": true, "b": null}\n', "x.jsonl")
    assert answer["columns"] == [
        {"name": "a", "type": "double"},
        {"name": "b", "type": "list"},
        {"name": "d", "type": "bool"},
    ]
    assert answer["rows"] == [["1", '[1, {"c": null}]', None], ["2.5", None, "true"]]
    assert answer["rowCount"] == 2


@pytest.mark.parametrize("text", ["[1]\n", "{\n", "1\n", "[" * 100_000, '{"a": ' + "9" * 5000 + "}"])
def test_what_is_no_json_lines_is_text(text):
    assert shown(text.encode(), "x.jsonl")["kind"] == "text"


# -- Parquet -------------------------------------------------------------------------------------------------


def test_parquet_shows_its_schema_and_first_rows():
    table = pa.table(
        {
            "id": pa.array(range(250), pa.int32()),
            "at": [datetime(2024, 1, 2, 3, 4, 5)] * 250,
            "tags": [["a"], None] * 125,
            "raw": [b"\x01\xff"] * 250,
        }
    )
    answer = shown(table_file(table, row_group_size=60), "x.bin")
    assert [column["type"] for column in answer["columns"]][0] == "int32"
    assert answer["rows"][1] == ["1", "2024-01-02 03:04:05", None, "01ff"] and answer["rows"][0][2] == '["a"]'
    assert (len(answer["rows"]), answer["rowCount"], answer["truncated"]) == (ROWS, 250, True)


def test_times_that_python_has_none_for_are_shown():
    nanoseconds = pa.table({"at": pa.array([1, None], pa.timestamp("ns"))})
    far = pa.table({"at": pa.array([1 << 60], pa.timestamp("us"))})
    assert shown(table_file(nanoseconds))["rows"][0][0].startswith("1970-01-01 00:00:00")
    assert len(shown(table_file(far))["rows"]) == 1


def test_parquet_without_rows_or_columns_is_a_table():
    assert shown(table_file(pa.table({"a": pa.array([], pa.int8())})))["rows"] == []
    assert shown(table_file(pa.table({})))["columns"] == []


def test_columns_of_one_name_keep_their_values():
    answer = shown(table_file(pa.Table.from_arrays([pa.array([1]), pa.array(["x"])], names=["a", "a"])))
    assert answer["rows"] == [["1", "x"]]


def test_a_big_parquet_file_is_not_read_whole():
    class Counted(io.BytesIO):
        bytes_read = 0

        def read(self, most=-1):
            piece = super().read(most)
            self.bytes_read += len(piece)
            return piece

    content = table_file(
        pa.table({f"c{at}": range(200_000) for at in range(8)}), compression="none", use_dictionary=False
    )
    file = Counted(content)
    assert len(preview(file, "x.parquet", len(content))["rows"]) == ROWS
    assert file.bytes_read < len(content) / 3


def test_a_file_that_cannot_be_sought_in_is_previewed():
    content = table_file(pa.table({"a": [1, 2]}))
    assert preview(Pieces(content), "x.parquet", len(content))["rows"] == [["1"], ["2"]]
    long = Pieces(b"x\n" * HEAD_BYTES)
    assert preview(long, "x.csv", 2 * HEAD_BYTES)["truncated"] and long.bytes_read == HEAD_BYTES
    assert preview(Pieces(b"PAR1" + bytes(10)), "x", 1 << 40) == {"kind": "none", "size": 1 << 40}


# -- what is damaged -----------------------------------------------------------------------------------------

NAMES = st.sampled_from(["x", "x.csv", "x.tsv", "x.jsonl", "x.parquet", "x.png", "x.svg"])
BEGINNINGS = st.sampled_from([b"", b"PAR1", PNG, b"\xff\xfe", b"\xef\xbb\xbf", b'{"a": 1}\n', b'a,"b\n'])


@settings(max_examples=300, deadline=None)
@given(BEGINNINGS, st.binary(max_size=400), NAMES, st.integers(0, 1 << 50))
def test_any_bytes_have_an_answer(beginning, rest, name, more):
    content = beginning + rest
    answer = preview(io.BytesIO(content), name, len(content) + more)
    assert answer["kind"] in ("text", "table", "image", "none")
    json.dumps(answer, allow_nan=False)
    if answer["kind"] == "table":
        assert all(len(row) == len(answer["columns"]) for row in answer["rows"])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_parquet_file_is_a_table_or_nothing(data):
    content = bytearray(table_file(pa.table({"a": [1, 2, None], "b": ["x", "yy", ""], "c": [[1], [], None]})))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(5, len(content)))])
    answer = preview(io.BytesIO(cut), "x.parquet", len(cut))
    assert answer["kind"] in ("table", "none")
    json.dumps(answer, allow_nan=False)


# -- the route -----------------------------------------------------------------------------------------------


@pytest.fixture
def backend():
    opened = open_workspace()
    yield opened
    opened.close()


def test_the_route_answers_with_the_preview(backend):
    with backend.write_file("workspaceblobstore", "a b/t.csv") as file:
        file.write(b"n\n1\n")
    router = Router(only(backend))
    store = f"{backend.workspace.arm_id}/datastores/workspaceblobstore"
    answer = router.answer("GET", f"{store}/preview/a%20b/t.csv")
    assert answer.status == 200 and answer.body["rows"] == [["1"]]
    assert router.answer("GET", f"{store}/preview/missing.csv").status == 404
    assert router.answer("GET", f"{store}/preview/..%2F..%2Fworkspace.db").status == 400
    assert not router.is_quick("GET", f"{store}/preview/a%20b/t.csv")
