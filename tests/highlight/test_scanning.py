"""What kernels find in the signs of a text is what reading every word of it finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import analysis, query
from search.codec import jit
from search.highlight import Highlighter, Texts, highlighter, snippets
from search.highlight.needles import Needle
from search.highlight.scanning import Scan
from tests.highlight.test_excerpts import Reader, asked, shown, texts
from tests.highlight.test_properties import trees

pytestmark = pytest.mark.usefixtures("native")


@settings(max_examples=400)
@given(
    st.sampled_from(("", "The ferry to war ")) | texts,
    texts,
    asked | trees,
    st.sampled_from(("en", "en", None, "fr")),
    st.integers(1, 3),
    st.integers(1, 150),
)
def test_what_is_found_is_what_reading_every_word_finds(title, body, tree, lang, count, length):
    args = (title, body, lang, count, length)
    assert shown(Highlighter(tree, analysis), *args) == shown(Reader(tree, analysis), *args)


SEVERAL = st.lists(
    st.builds(
        Texts,
        st.sampled_from(("", "The ferry to war ")) | texts,
        texts | st.just("The ferry 🇫🇷 left. 東京 war us."),
        st.sampled_from(("en", "en", None, "fr")),
    ),
    max_size=5,
)


@settings(max_examples=300)
@given(
    SEVERAL, asked | trees, st.integers(0, 3), st.integers(1, 150), st.sampled_from((1 << 18, 80))
)
def test_of_several_articles_is_found_what_is_found_of_each(articles, tree, count, length, most):
    alone = Highlighter(tree, analysis)
    each = [shown(alone, one.title, one.body, one.lang, count, length) for one in articles]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(highlighter, "MOST_TOGETHER", most)
        found = Highlighter(tree, analysis).each(articles)
    passages = snippets(found, count, length)
    both = zip(found, passages, strict=True)
    assert [(one.title, one.body, its) for one, its in both] == each


def test_where_time_is_up_each_of_several_articles_is_shown_by_its_opening():
    late = Highlighter(query.parse("ferry").tree, analysis, lambda: True)
    found = late.each([Texts("The ferry", "The ferry left."), Texts("", "War ended.", "fr")])
    assert [(one.title, one.body) for one in found] == [((), ()), ((), ())]
    passages = snippets(found)
    assert [its[0].text for its in passages] == ["The ferry left.", "War ended."]
    assert late.was_late


NEEDLES = st.lists(
    st.builds(
        Needle, st.sampled_from(("ferr", "us", "the", "a", "w", "pena", "ek")), st.booleans()
    ),
    min_size=1,
    max_size=4,
)
ROWS = st.integers(1, 4).flatmap(
    lambda count: st.tuples(st.integers(0, count - 1), st.just(count))
)


@settings(max_examples=200)
@given(st.lists(texts, min_size=1, max_size=3), NEEDLES, ROWS, st.booleans())
def test_kernels_find_the_same_compiled_or_not(several, needles, row, by_fold):
    def each() -> object:
        scan = Scan(needles, analysis.fold, by_fold=by_fold, row=row)
        scanned = scan.each(several)
        return scanned and [parted(found, scan.width) for found in scanned.found]

    compiled = each()
    jit.plain()
    try:
        assert each() == compiled
    finally:
        jit.native()


def parted(found: list[int] | None, width: int) -> list[list[int]] | None:
    """Return what is found of each place; of one in doubt nothing more is told."""
    if found is None:
        return None
    parts = [found[at : at + width] for at in range(0, len(found), width)]
    return [part[:3] if part[1] < 0 or not part[2] else part for part in parts]


def places(text: str, *needles: Needle, row: tuple[int, int] = (0, 1)) -> list[int] | None:
    scanned = Scan(needles, analysis.fold, by_fold=True, row=row).each([text])
    return scanned and scanned.found[0]


def test_of_a_word_it_says_where_it_begins_and_ends_with_its_possessive_and_without():
    assert places("A ferry’s way", Needle("ferr")) == [2, 7, 9]
    assert places("Deferry, unferry", Needle("ferr")) == []
    assert places("unferry", Needle("ferr", begins=False)) == [2, -1, 7]


def test_of_a_row_it_says_where_each_word_stands():
    at_sea = "We are at sea, he said. At last."
    first, second = (7, 9, 13, 7, 9, 10, 13), (24, 26, 31, 24, 26, 27, 31)
    assert places(at_sea, Needle("at"), row=(0, 2)) == [*first, *second]
    assert places(at_sea, Needle("sea"), row=(1, 2)) == [10, 13, 13, 7, 9, 10, 13]
    far = "at" + " " * 400 + "sea"
    assert places(far, Needle("sea"), row=(1, 2))[:3] == [402, 405, 0]  # type: ignore[index]


@pytest.mark.parametrize(
    "word", ["f.e.r.r.y", "fer-ry", "fer\u00adry", "x-fer-r.y", "férry", "ferŕy", "\u200dferry"]
)
def test_what_may_be_written_otherwise_is_left_to_be_read(word):
    text = f"From the harbour {word} after ferry, as the word was written."
    found = places(text, Needle("ferr"))
    assert found is not None
    place, begin, end, *_ = found
    assert 17 <= place < 17 + len(word)
    assert (-1 - begin, end) == (17, 17 + len(word))
    assert found[-3:] == [text.index("ferry,"), text.index(","), text.index(",")]


def test_quotation_marks_and_question_marks_leave_no_doubt():
    assert places("A 'ferry' is late?", Needle("ferr")) == [3, 8, 8]
    assert places("Which ferry?", Needle("ferr")) == [6, 11, 11]
    assert places("The ferries' crews", Needle("ferr")) == [4, 11, 11]
    assert places("A ferry\x80 left the harbour", Needle("ferr")) == [2, 7, 7]
    row = places("The 'ferry' 'strike' is on.", Needle("strik"), row=(1, 2))
    assert row == [13, 19, 19, 5, 10, 13, 19]
    assert places("rock'ferry", Needle("ferr")) == [5, -1, 10]
    assert places("'ferry'tale", Needle("ferr")) == [1, -1, 11]


def test_a_letter_with_an_accent_is_no_reason_to_read_what_holds_no_needle():
    text = "She had a naïve faith in the résumé that she wrote in a café of the city."
    assert places(text, Needle("ferr")) == []
    assert places(text, Needle("resum")) == [29, -30, 35]


def test_it_leaves_alone_texts_that_are_not_ascii_for_the_most_part_and_signs_of_more_bits():
    assert places("東京都の天気", Needle("ferr")) is None
    assert places("A ferry 🇫🇷", Needle("ferr")) is None
    assert places("", Needle("ferr")) == []


def test_it_finds_as_many_places_as_there_are():
    found = places("war " * 5_000, Needle("war"))
    assert found == [at for place in range(0, 20_000, 4) for at in (place, place + 3, place + 3)]


def test_long_lists_of_needles_are_looked_for_as_before():
    words = " OR ".join(f"w{number}x" for number in range(30))
    tree = query.parse(words).tree
    body = "The w3x is not the w33x but the W29X."
    args = ("", body, "en", 1, 100)
    assert shown(Highlighter(tree, analysis), *args) == shown(Reader(tree, analysis), *args)
    assert Highlighter(tree, analysis).found("", body, "en").body == ((4, 7), (32, 36))
