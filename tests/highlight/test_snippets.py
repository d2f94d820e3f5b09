"""Passages: the sentences of an article that show most of what was asked for."""

import time
import unicodedata

import pytest

from search import analysis
from search.highlight import Highlighter
from search.query.tree import And, Exact, Near, Or, Phrase, Term, Within

QUIET = "Nothing of note took place in the harbour that week, and the gulls slept. "


def snippets(tree, body, count=2, length=240):
    return Highlighter(tree, analysis).found("A title", body, "en").snippets(count, length)


def test_a_passage_is_the_sentence_that_shows_the_query():
    body = QUIET * 5 + "The ferry strike ended on Monday. " + QUIET * 5
    (snippet,) = snippets(Term("strike"), body, length=60)
    assert snippet.text == "The ferry strike ended on Monday."
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["strike"]
    assert body[snippet.start :].startswith(snippet.text)
    assert snippet.before
    assert snippet.after


def test_the_passage_with_more_of_the_query_comes_first():
    body = "A strike, the strike. " + QUIET * 5 + "The mayor ended the strike. " + QUIET * 5
    query = And((Term("strike"), Term("mayor")))
    first, second = snippets(query, body, length=50)
    assert first.text == "The mayor ended the strike."
    assert second.text.startswith("A strike, the strike.")


def test_the_second_passage_shows_what_the_first_does_not():
    body = (
        "The mayor ended the strike. " + QUIET * 5 + "A mayor and a strike. " + QUIET * 5
        + "Gulls rejoiced. " + QUIET * 5
    )  # fmt: skip
    query = And((Term("strike"), Term("mayor"), Term("rejoice")))
    assert [snippet.text[:5] for snippet in snippets(query, body, length=60)] == ["The m", "Gulls"]


def test_without_marks_the_article_opens():
    body = "  The ferry sailed. " + QUIET * 5
    (snippet,) = snippets(Term("zeppelin"), body, length=80)
    assert snippet.text.startswith("The ferry sailed. Nothing")
    assert not snippet.before
    assert snippet.after
    assert snippets(Term("zeppelin"), "") == ()
    assert snippets(Term("zeppelin"), " \n ") == ()


def test_a_long_sentence_is_cut_between_words_around_its_mark():
    body = "gulls, " * 200 + "the strike, " + "gulls, " * 200
    (snippet,) = snippets(Term("strike"), body, length=100)
    assert len(snippet.text) <= 100
    assert snippet.text.startswith("gulls, ")
    assert snippet.text.endswith("gulls,")
    assert snippet.marks
    assert 10 < snippet.text.index("strike") < 60


def test_a_passage_is_longer_than_asked_only_for_one_long_mark():
    body = "gulls " * 50 + "secretary of state " + "gulls " * 50
    query = Phrase((Exact("secretary"), Exact("of"), Exact("state")))
    (snippet,) = snippets(query, body, length=10)
    assert snippet.text == "secretary of state"


def test_passages_do_not_overlap_and_a_short_article_is_shown_once():
    body = "The strike ended. The strike began."
    (snippet,) = snippets(Term("strike"), body)
    assert snippet.text == body
    assert (snippet.before, snippet.after) == (False, False)


def test_the_end_of_a_long_article_is_as_good_as_its_beginning():
    body = QUIET * 1000 + "The strike ended."
    (snippet,) = snippets(Term("strike"), body, length=100)
    assert snippet.text.endswith("The strike ended.")


def test_text_without_spaces_is_cut_between_graphemes():
    body = "e\u0301" * 500
    (snippet,) = snippets(Term("strike"), body, length=101)
    assert len(snippet.text) == 100
    assert not unicodedata.combining(body[len(snippet.text)])


def test_a_quotation_mark_stays_with_its_sentence():
    body = QUIET * 3 + "He left. “The strike is over,” she said. " + QUIET * 5
    (snippet,) = snippets(Term("strike"), body, length=60)
    assert snippet.text == "“The strike is over,” she said."


def test_a_very_long_sentence_is_handled():
    body = "the ferry " * 25_000
    query = Or((Term("ferry"), Term("the"), Phrase((Exact("the"), Exact("ferry")))))
    start = time.process_time()
    first, second = snippets(query, body)
    assert len(first.text) <= 240
    assert len(second.text) <= 240
    assert time.process_time() - start < 30  # a guard against quadratic work, not a measurement


class Strokes:
    """A clock that strikes after so many looks."""

    def __init__(self, count):
        self.left = count

    def __call__(self):
        self.left -= 1
        return self.left < 0


def test_without_time_a_passage_is_the_opening_and_that_is_said():
    body = "The harbour woke late. " + "Nets were mended and sold. " * 900 + "The strike began."
    late = Highlighter(Term("strike"), analysis, is_late=Strokes(0))
    (opening,) = late.found("Strike", body, "en").snippets(2, 60)
    assert late.was_late
    assert (opening.start, opening.marks, opening.after) == (0, (), True)
    assert opening.text.startswith("The harbour woke late.")
    assert len(opening.text) <= 60
    unhurried = Highlighter(Term("strike"), analysis, is_late=Strokes(1_000))
    (found,) = unhurried.found("Strike", body, "en").snippets(1, 60)
    assert not unhurried.was_late
    assert found.marks


@pytest.mark.parametrize("looks", range(0, 400, 7))
def test_time_may_run_out_at_any_step(looks):
    body = "high low tide-table " * 400
    words = (Term("high"), Term("low"))
    asked = Or((Near(*words, 9), Within((*words, Term("tide-table")), 5), Phrase((Exact("low"),))))
    late = Highlighter(asked, analysis, is_late=Strokes(looks))
    passages = late.found("high low", body, "en").snippets(3, 80)
    assert passages
    assert all(body[p.start : p.start + len(p.text)] == p.text for p in passages)
