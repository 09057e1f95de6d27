"""Ids, times, states and errors."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlwidgets.resources import clock, errors, ids
from amlwidgets.resources.records import ComputeRecord, RunRecord, RunSpec, ScaleSettings, record
from amlwidgets.resources.states import ENDED, FOLLOWERS, RunState
from amlwidgets.resources.vm_sizes import VM_SIZES, check_vm_size


@given(seconds=st.integers(min_value=0, max_value=10**9))
def test_durations_come_back(seconds: int) -> None:
    assert clock.parse_duration(clock.iso_duration(seconds)) == seconds


@pytest.mark.parametrize(("text", "seconds"), [("PT1H30M", 5400), ("P1DT1S", 86401), ("PT0.5S", 0.5)])
def test_durations_of_azure_are_read(text: str, seconds: float) -> None:
    assert clock.parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "P", "PT", "300", "PT5", "P1DT", "-PT5S"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 duration"):
        clock.parse_duration(text)


def test_times_are_utc_with_microseconds() -> None:
    assert clock.iso(1.5) == "1970-01-01T00:00:01.500000Z"
    assert clock.iso(None) is None


@given(path=st.text(max_size=40))
def test_no_relative_path_climbs(path: str) -> None:
    try:
        found = ids.check_relative(path)
    except errors.PathNotAllowed:
        return
    assert not found.startswith("/")
    assert ".." not in found.split("/")


def test_run_ids_have_v1s_shape() -> None:
    experiment, seconds, hexa = ids.new_run_id("my_exp").rsplit("_", 2)
    assert experiment == "my_exp"
    assert seconds.isdigit()
    assert len(hexa) == 8
    ids.check_run_id(ids.new_run_id("my_exp"))


def test_every_state_can_end_and_ends_are_ends() -> None:
    assert set(FOLLOWERS) == set(RunState)
    for state in RunState:
        assert (FOLLOWERS[state] & ENDED == ENDED) or state in ENDED
        assert state not in FOLLOWERS[state]
    assert str(RunState.RUNNING) == "Running"


def test_the_drawn_tree_is_the_tree() -> None:
    """Every exception stands in the module's drawing with its code."""
    drawing = errors.__doc__ or ""
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.AzureMLException) and kind.__module__ == errors.__name__:
            assert any(name in line and kind.code in line for line in drawing.splitlines()), name


def test_an_error_says_what_to_do() -> None:
    error = errors.StoreFull("No room.")
    assert str(error) == "No room.\nFree space on the disk that holds the workspace, then try again."
    assert error.to_json() == {"code": "StoreFull", "message": "No room.", "remedy": errors.StoreFull.remedy}


def test_records_of_a_newer_version_are_read() -> None:
    compute = ComputeRecord.from_dict({"name": "c", "scale": {"max_nodes": 3, "future": 1}, "future": True})
    assert compute.scale == ScaleSettings(max_nodes=3)
    assert record(RunSpec, {"script": "x", "future": 1}).script == "x"
    assert RunRecord("r", "e").state is RunState.NOT_STARTED


def test_vm_sizes_are_upper_case_and_unique() -> None:
    names = [size["name"] for size in VM_SIZES]
    assert len(set(names)) == len(names)
    assert all(check_vm_size(name.lower()) == name for name in names)
    with pytest.raises(errors.ValidationException, match="vm_size is ''"):
        check_vm_size("")


def test_a_run_is_called_by_its_display_name_or_by_its_number():
    assert RunRecord("digits_1", "digits", 7, name="sgd").title == "sgd"
    assert RunRecord("digits_1", "digits", 7, name="digits_1").title == "digits #7"
    assert RunRecord("digits_1", "digits", 7).title == "digits #7"
