"""The metrics frame: what is encoded comes back, and its layout is the one of the protocol."""

import json
import struct
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlwidgets.service import frame

finite = st.floats(allow_nan=False)


@given(st.lists(st.tuples(st.text(max_size=8), st.lists(finite, max_size=5)), max_size=4))
def test_what_is_encoded_comes_back(series):
    header = {"series": [{"name": name, "count": len(values)} for name, values in series]}
    columns = [array("d", values) for _, values in series for _ in range(3)]
    decoded, found = frame.decode(frame.encode(header, [column.tobytes() for column in columns]))
    assert decoded == header and found == [tuple(column) for column in columns]


@pytest.mark.parametrize("name", ["", "a", "loss", "größe", "12345678"])
def test_the_payload_starts_on_a_multiple_of_eight(name):
    made = frame.encode({"series": [{"name": name, "count": 1}]}, [struct.pack("<3d", 1, 2, 3)])
    (length,) = struct.unpack_from("<I", made)
    assert (4 + length) % 8 == 0 and len(made) == 4 + length + 24
    assert json.loads(made[4 : 4 + length])["series"][0]["name"] == name
    assert struct.unpack_from("<3d", made, 4 + length) == (1, 2, 3)


def test_a_header_never_holds_what_is_no_json():
    with pytest.raises(ValueError):
        frame.encode({"last": float("nan"), "series": []}, [])
