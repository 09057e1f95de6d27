"""Tables for terminals."""

from amlwidgets.magics.verbs.table import fields, paint_state, printable, table


def test_columns_are_aligned_and_numbers_stand_right():
    assert table(("NAME", "N"), [("a", 5), ("long", 10), ("x", "")]).split("\n") == [
        "NAME   N",
        "a      5",
        "long  10",
        "x",
    ]


def test_wide_characters_count_twice():
    assert table(("A", "B"), [("数字", "x"), ("abcd", "y")]).split("\n")[1:] == ["数字  x", "abcd  y"]


def test_control_characters_cannot_steer_the_terminal():
    shown = table(("NAME",), [("\x1b[2Jevil\n\x07",)])
    assert "\x1b" not in shown and "\x07" not in shown
    assert len(shown.split("\n")) == 2
    assert printable("right-to-left \u202e") == "right-to-left \N{REPLACEMENT CHARACTER}"


def test_states_are_coloured_only_by_the_paint_and_stay_aligned():
    rows = [("a", "Failed", "x"), ("b", "Completed", "y")]
    assert "\x1b" not in table(("N", "STATE", "Z"), rows)
    painted = table(("N", "STATE", "Z"), rows, paint_state)
    assert "\x1b[31mFailed   \x1b[0m  x" in painted


def test_fields_leave_out_what_is_empty():
    assert fields([("Name", "a"), ("Error", None), ("Longer", "")]) == "Name  a"
