"""Passages that kernels cut are those that are cut by reading words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import analysis
from search.codec import jit
from search.highlight.excerpts import WordStarts
from search.highlight.passages import Passages, Stretch
from search.highlight.reading import Pace
from search.highlight.scanning import PASSAGE, U2, Cutter, classes, rules
from search.highlight.scanning.sentences import NONE, UNCLEAR, after_lines, after_stop, next_word
from search.highlight.scanning.signs import learn
from tests.highlight.test_excerpts import texts

RULES = rules(analysis.ABBREVIATIONS, analysis.STARTERS)


pytestmark = pytest.mark.usefixtures("native")


def signs_of(text: str) -> U2:
    """Return a text as kernels read it, what each of its signs is as good as being known."""
    known = classes(analysis.fold)
    for sign in set(text):
        learn(known, ord(sign), analysis.fold)
    return np.array([ord(sign) for sign in text], np.uint16)


def by_words(text: str, marks: list[Stretch], count: int, length: int) -> list[int]:
    starts = WordStarts(text, analysis.words)
    sentences = analysis.Sentences(text)
    passages = Passages(text, sentences.last, starts.between, marks, Pace())
    found: list[int] = []
    for start, end in passages.best(count, length):
        inside = [n for n, (a, b, _) in enumerate(marks) if start <= a < end and b <= end]
        found += [start, end, *([inside[0], inside[-1] + 1] if inside else [0, 0])]
    return [*found, passages.first, passages.last]


def by_kernels(text: str, marks: list[Stretch], count: int, length: int) -> list[int] | None:
    assert RULES is not None
    cutter = Cutter(classes(analysis.fold), RULES)
    sentence = analysis.Sentences(text).last
    signs = signs_of(text)
    found = cutter.passages(signs, (0, len(signs), marks), count, length, sentence)
    if found is None:
        return None
    for at in range(0, len(found) - 2, PASSAGE):
        if found[at + 2] == found[at + 3]:
            found[at + 2 : at + 4] = [0, 0]
    return found


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Stretch]]:
    """Return a text and marks in it: words, pieces of words, several words."""
    text = draw(texts.filter(lambda text: text.strip() and max(text) < "\U00010000"))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=24)))
    marks = [
        (start, min(end, start + 12), draw(st.integers(1, 7)))
        for start, end in pairwise(edges)
        if draw(st.booleans()) and not text[start].isspace() and not text[end - 1].isspace()
    ]
    return text, marks


@settings(max_examples=500)
@given(marked(), st.integers(1, 4), st.integers(12, 150))
def test_they_are_the_same_passages(pair, count, length):
    text, marks = pair
    found = by_kernels(text, marks, count, length)
    assert found is None or found == by_words(text, marks, count, length)


@settings(max_examples=100)
@given(marked(), st.integers(1, 4), st.integers(12, 150))
def test_they_are_the_same_compiled_or_not(pair, count, length):
    text, marks = pair
    compiled = by_kernels(text, marks, count, length)
    jit.plain()
    try:
        assert by_kernels(text, marks, count, length) == compiled
    finally:
        jit.native()


def begun(text: str) -> int:
    """Return where a sentence begins after the stop in a text that is marked by a bar."""
    at = text.index("|")
    assert RULES is not None
    signs, known = signs_of(text.replace("|", "", 1)), classes(analysis.fold)
    if signs[at] == ord("\n"):
        return after_lines(signs, known, at)
    return after_stop(signs, known, RULES, at)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The ferry left|. Nobody saw it.", 16),
        ("The ferry left|.” “Nobody saw it.", 17),
        ("The ferry left|.\n\nNobody saw it.", 17),
        ("The ferry left|. nobody saw it.", NONE),
        ("The ferry left with Mr|. Harlow.", NONE),
        ("The ferry left with J|. Harlow.", NONE),
        ("It has 1|.5 tonnes.", NONE),
        ("He left the U.S|. They did not.", 17),
        ("He left the U.S|. Senate in anger.", NONE),
        ("He left the U|.S. Senate in anger.", NONE),
        ("Mr|. Harlow left.", NONE),
        ("He left,\nthe U.S|. They did not.", 18),
        ("Senator Harlow (R-Vt|.), who left, stayed.", NONE),
        ("He left in the U.S|., they did not.", UNCLEAR),
        ("He had said|.” who left", 14),
        ("He had said|.”They did not.", NONE),
        ("He left|.”", NONE),
        ("He left Tumu|.'They did not.", UNCLEAR),
        ("They lost 3,943|. He left.", 17),
        ("It was COVID-19|. He left.", 17),
        ("It was Harlow-J|. He left.", NONE),
        ("He left|. — They did not.", 11),
        ("He left|. | “They did not.", 11),
        ("He left|. — they did not.", 11),
        ("He left|. - they did not.", NONE),
        ("He left|. … They did not.", UNCLEAR),
        ("He left|. _ They did not.", UNCLEAR),
        ("He left|.\n\n* ( They did not.", 14),
        ("It was|\n\n• “They did not.", 10),
        ("It was|\n\n… They did not.", UNCLEAR),
        ("He left (that day)|. They did not.", UNCLEAR),
        ("He left|. École.", UNCLEAR),
    ],
)
def test_what_a_stop_comes_to_is_told_where_it_is_plain(text, start):
    assert begun(text) == start
    read = analysis.Sentences(text.replace("|", "", 1))
    if start != UNCLEAR:
        at = text.index("|")
        assert read.last(at, len(text) - 1) == (start if start >= 0 else None)


def test_where_it_is_not_plain_the_sentence_is_asked_for():
    body = "The harbour woke (late). The ferry began to strike and ended it soon after that day."
    marks = [(body.index("strike"), body.index("strike") + 6, 1)]
    assert by_kernels(body, marks, 1, 60) == by_words(body, marks, 1, 60)
    assert (by_kernels(body, marks, 1, 60) or [])[0] == body.index("The ferry")


def test_a_long_run_without_spaces_is_left_to_words():
    body = "x" * 90 + "/ferry/" + "y" * 90
    assert by_kernels(body, [(91, 96, 1)], 1, 60) is None


def test_a_query_of_more_parts_than_a_number_has_bits_is_left_to_words():
    assert by_kernels("The ferry left.", [(4, 9, 1 << 70)], 1, 60) is None


def test_there_is_room_for_as_many_sentences_as_there_are():
    body = "War ended. " * 600
    marks = [(at, at + 3, 1) for at in range(0, len(body), 11)]
    assert by_kernels(body, marks, 2, 60) == by_words(body, marks, 2, 60)


def test_letters_of_a_script_without_cases_need_no_rules():
    assert rules(frozenset({"др"}), frozenset()) is None
    assert next_word(signs_of("“Ferry"), classes(analysis.fold), 0) == (0, 1)
