"""A log's end as plain lines."""

from amlwidgets.widgets.log_text import plain_lines


def test_the_last_lines_without_a_line_end_of_its_own():
    assert plain_lines("a\nb\nc\n", 2) == ["b", "c"]
    assert plain_lines("", 2) == []
    assert plain_lines("a\nb", 0) == []


def test_colours_cursor_moves_titles_and_links_are_taken_out():
    assert plain_lines("\x1b[1;31mred\x1b[0m \x1b[2Kx\x1b]0;title\x07y\x1b]8;;http://a\x1b\\z\n", 1) == ["red xyz"]


def test_a_progress_bar_leaves_its_last_state():
    assert plain_lines("10%\r20%\r100%\r\nend\n", 2) == ["100%", "end"]


def test_control_characters_become_visible_and_long_lines_are_cut():
    assert plain_lines("a\x00b\x07\n", 1) == ["a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"]
    assert plain_lines("x" * 1000, 1, longest=10) == ["x" * 10 + "…"]
