"""Nothing that is typed makes the parser fail, or work for long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.archive import Archive
from search.article import Article
from search.query import parse
from search.query.cursor import MAX_DEPTH
from search.query.notices import MOST_READ, OFFERS
from search.query.parser import MAX_CLAUSES, MAX_LENGTH
from search.query.simplify import depth, parts
from search.query.tree import Node, Term
from tests.local.test_agreement import agree
from tests.paper import engine
from tests.query.nasty import calls, texts
from tests.query.test_properties import HOSTILE
from tests.strategies import NOW, archives, nasty

MOST_CALLS = 60
"""Calls of functions for each character that is read, repairs that are read once more included;
a call takes under a tenth of a microsecond.
"""


def read(asked: Iterable[str]) -> None:
    """Read them all; what a query is read as prints to itself, and its repairs repair it."""
    for text in asked:
        parsed, shown = parse(text, now=NOW), ascii(text)[:500]
        assert depth(parsed.tree) <= MAX_DEPTH, shown
        assert leaves(parsed.tree) <= MAX_CLAUSES, shown
        printed = str(parsed.tree)
        assert parse(printed, now=NOW, max_length=len(printed)).tree == parsed.tree, shown
        codes = [notice.code for notice in parsed.notices]
        for notice in parsed.notices[:3]:
            assert 0 <= notice.start <= notice.end <= len(text), shown
            if notice.suggestion:
                repaired = parse(notice.suggestion, now=NOW)
                left = [one.code for one in repaired.notices].count(notice.code)
                assert left < codes.count(notice.code) or "more-notices" in codes, shown
                assert notice.code in OFFERS or repaired.tree == parsed.tree, shown


def leaves(node: Node) -> int:
    return sum(map(leaves, parts(node))) if parts(node) else 1


def test_nasty_texts_are_read():
    read(texts(1_000))


@pytest.mark.slow
def test_a_hundred_thousand_nasty_texts_are_read():
    read(texts(100_000, seed=11))


def test_no_text_is_much_work():
    """The longest that was read takes some 30 ms of a processor."""
    for text in (*texts(250, seed=3), *HOSTILE.values()):
        assert calls(text) <= MOST_CALLS * (min(len(text), MAX_LENGTH) + MOST_READ), text[:80]


cases: st.SearchStrategy[tuple[list[Article], set[str], list[str]]] = st.tuples(
    archives(most=6), st.just(set[str]()), st.lists(nasty, min_size=20, max_size=40)
)
quiet = settings(deadline=None, suppress_health_check=list(HealthCheck))


@given(cases)
@settings(quiet, max_examples=4)
def test_whatever_is_typed_is_answered_as_a_reader_would(tmp_path_factory, case):
    articles, gone, asked = case
    trees = [parse(text, now=NOW).tree for text in asked]
    agree(tmp_path_factory.mktemp("typed"), articles, gone, trees)


@pytest.mark.slow
@given(cases)
@settings(quiet, max_examples=60)
def test_much_that_is_typed_is_answered_as_a_reader_would(tmp_path_factory, case):
    articles, gone, asked = case
    trees = [parse(text, now=NOW).tree for text in asked]
    agree(tmp_path_factory.mktemp("typed"), articles, gone, trees)


# The limits, at their edges

EDGES = {
    "4,000 characters": ("a" * MAX_LENGTH, None),
    "4,001 characters": ("a" * (MAX_LENGTH + 1), "too-long"),
    "200 parts": (" ".join(["a"] * MAX_CLAUSES), None),
    "201 parts": (" ".join(["a"] * (MAX_CLAUSES + 1)), "too-many-clauses"),
    "200 names": ("outlet:" + ",".join(["a"] * MAX_CLAUSES), None),
    "201 names": ("outlet:" + ",".join(["a"] * (MAX_CLAUSES + 1)), "too-many-clauses"),
    "30 layers": ("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH, None),
    "31 layers": ("b " + "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "too-deep"),
    "30 fields": ("title:" * MAX_DEPTH + "a", None),
    "31 fields": ("b " + "title:" * (MAX_DEPTH + 1) + "a", "too-deep"),
}


@pytest.mark.parametrize("name", EDGES)
def test_limits_hold_from_their_edge_on(name):
    text, code = EDGES[name]
    parsed = parse(text)
    assert [notice.code for notice in parsed.notices] == ([code] if code else [])
    if code:
        suggestion = parsed.notices[0].suggestion
        assert suggestion
        assert parse(suggestion).tree == parsed.tree
        assert parse(suggestion).notices == ()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("paper") / "index"
    engine(folder).close()
    with closing(Archive.open(folder)) as opened:
        yield opened


STRANGE = {
    "half a surrogate pair": ("harbour \ud800strike\udfff", "harbour AND strike"),
    "NUL": ("harbour\x00 \x00strike", "harbour AND strike"),
    "right to left": ("\u200fharbour\u200f \u202estrike\u202c", "harbour AND strike"),
    "isolated": ("\u2066harbour\u2069 \u2067strike\u2069", "harbour AND strike"),
    "combining marks": ("ha\u0301rbour s\u0308trike", "ha\u0301rbour AND s\u0308trike"),
    "a mark on nothing": ("harbour \u0301 strike", "harbour AND strike"),
    "emoji": ("harbour 😀 👩‍👩‍👧 🇫🇷 strike", "harbour AND strike"),
    "other spaces": ("harbour\u00a0\u3000\u2003strike", "harbour AND strike"),
    "a byte order mark": ("\ufeffharbour strike", "harbour AND strike"),
    "soft hyphens": ("har\u00adbour strike", "har\u00adbour AND strike"),
    "1 MB": ("harbour strike" + " " * 2**20 + "zeppelin", "harbour AND strike"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_letters_do_no_harm(archive, name):
    text, reading = STRANGE[name]
    answer = archive.search(text)
    assert str(answer.parsed.tree) == reading
    assert answer.total == archive.search("harbour strike").total == 2


def test_a_megabyte_of_anything_is_cut(archive):
    for text in ("x" * 2**20, "(" * 2**20, '"' * 2**20, "a OR " * 2**18, "\ud800" * 2**20):
        answer = archive.search(text)
        assert "too-long" in {notice.code for notice in answer.parsed.notices}
        assert calls(text) <= MOST_CALLS * (MAX_LENGTH + MOST_READ)


def test_a_word_of_many_marks_is_one_word():
    assert parse("a" + "\u0301" * 3_000).tree == Term("a" + "\u0301" * 3_000)
