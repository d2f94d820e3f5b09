"""What stands on either side of a place: on one line, cut between words, else between letters."""

from hypothesis import given
from hypothesis import strategies as st

from search.highlight import contexts

TEXT = "The harbour\n\nstrike ended on  Friday, the mayor said."
AT = TEXT.index("ended")


def test_both_sides_are_one_line_of_text():
    assert contexts.left(TEXT, AT, 60) == ("The harbour strike ", False)
    assert contexts.right(TEXT, AT + len("ended"), 60) == (" on Friday, the mayor said.", False)
    assert contexts.words(TEXT, 4, 19, 100) == "harbour strike"


def test_a_cut_is_made_between_words_where_one_is_near():
    assert contexts.left(TEXT, AT, 9) == ("strike ", True)
    assert contexts.right(TEXT, AT + len("ended"), 14) == (" on Friday,", True)


def test_else_between_letters_and_never_within_one():
    long = "a\u0301" * 30
    left, cut = contexts.left(long, len(long), 11)
    assert (left, cut) == ("a\u0301" * 5, True)
    assert contexts.right(long, 0, 11) == ("a\u0301" * 5, True)


def test_the_ends_of_a_text_are_no_cuts():
    assert contexts.left("  \n here", 4, 20) == ("", False)
    assert contexts.right("here \n ", 4, 20) == ("", False)


@given(st.text("aé \n\u0301😀ж", max_size=60), st.integers(0, 60), st.integers(10, 20))
def test_they_are_what_stands_there(text, offset, width):
    offset = min(offset, len(text))
    left, before = contexts.left(text, offset, width)
    right, after = contexts.right(text, offset, width)
    assert len(left) <= width
    assert len(right) <= width
    assert "\n" not in left + right
    assert "".join(text[:offset].split()).endswith("".join(left.split()))
    assert "".join(text[offset:].split()).startswith("".join(right.split()))
    assert before == (len("".join(left.split())) < len("".join(text[:offset].split())))
    assert after == (len("".join(right.split())) < len("".join(text[offset:].split())))
