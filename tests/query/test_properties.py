"""What holds for any string: it is read, it prints, its notices lie within it and repair it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given, settings

from search.query import parse
from search.query.cursor import MAX_DEPTH
from search.query.fields import FIELDS
from search.query.notices import OFFERS
from search.query.parser import MAX_CLAUSES, MAX_LENGTH
from search.query.simplify import depth
from search.query.tree import Node, Term
from tests.strategies import NOW, anything, nasty, trees

LONG = 10**6


def _codes(text: str) -> list[str]:
    return [notice.code for notice in parse(text, now=NOW, max_length=LONG).notices]


@settings(max_examples=200, deadline=None)
@given(anything)
def test_a_tree_prints_to_itself(text: str) -> None:
    tree = parse(text, now=NOW).tree
    assert parse(str(tree), now=NOW, max_length=LONG).tree == tree


@settings(max_examples=100, deadline=None)
@given(trees)
def test_a_clean_query_prints_to_a_clean_query(tree: Node) -> None:
    codes = set(_codes(str(tree)))
    assert codes <= {"small-operator", "fuzzy-ignored", "question-mark"}


@settings(max_examples=300, deadline=None)
@example(')"[ministertitle:minister')
@given(nasty)
def test_notices_lie_within_the_text_and_repair_it(text: str) -> None:
    """A suggestion ends the complaint it stands beside, and reads as the query was read unless
    another reading is what it offers.
    """
    parsed = parse(text, now=NOW)
    codes = Counter(notice.code for notice in parsed.notices)
    for notice in parsed.notices:
        assert 0 <= notice.start <= notice.end <= len(text)
        assert notice.message.endswith((".", "?", ")."))
        if notice.suggestion is None:
            assert codes.keys() & {"nothing-left", "empty"} or notice.code in OFFERS
            continue
        repaired = parse(notice.suggestion, now=NOW)
        left = sum(one.code == notice.code for one in repaired.notices)
        assert left < codes[notice.code]
        assert notice.code in OFFERS or repaired.tree == parsed.tree


HOSTILE = {
    "brackets": "(" * 100_000,
    "closing brackets": ")" * 4_000,
    "nested": "(a OR " * 600,
    "nested fields": "title:" * 600 + "a",
    "nested NOT": "NOT (a b OR " * 300,
    "long": "x" * 100_000,
    "spaces": " " * 100_000,
    "ORs": "a OR " * 10_000,
    "quotes": '"“”„«»' * 600,
    "pairs of quotes": '""' * 2_000,
    "minus": "-" * 3_999 + "a",
    "signs": "-+!" * 1_300 + "a",
    "stars": "a*" * 2_000,
    "tildes": "a~1" * 1_300 + "x",
    "carets": "^" + "1" * 3_990 + "x",
    "NEAR": "a NEAR/5 " * 440,
    "NEAR of nothing": "w/5 " * 1_000,
    "NOT": "NOT " * 1_000,
    "bad dates": "date:2022-13-40 " * 250,
    "unknown fields": "titel:x " * 500,
    "numbers": "near/" + "1" * 3_990,
    "list": "outlet:" + "a," * 1_990,
    "emoji": "😀 " * 2_000,
    "marks": "a" + "\u0301" * 3_990,
    "lone surrogates": "\ud800a" * 1_000,
    "nothing": "\x00" * 4_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries_are_read(name: str) -> None:
    parsed = parse(HOSTILE[name], now=NOW)
    assert depth(parsed.tree) <= MAX_DEPTH
    assert len(parsed.notices) < 100
    assert parse(str(parsed.tree), now=NOW, max_length=LONG).tree == parsed.tree


def test_a_long_query_is_cut_between_words() -> None:
    text = "word " * 100 + "x" * MAX_LENGTH
    parsed = parse(text)
    assert str(parsed.tree) == " AND ".join(["word"] * 100)
    [notice] = parsed.notices
    assert (notice.code, notice.start, notice.end) == ("too-long", 499, len(text))
    assert notice.suggestion == ("word " * 100).strip()


def test_a_query_of_many_parts_is_cut_after_the_last_it_may_have() -> None:
    parsed = parse(" ".join(f"w{n}" for n in range(300)))
    assert str(parsed.tree).endswith(f"w{MAX_CLAUSES - 1}")
    assert [notice.code for notice in parsed.notices] == ["too-many-clauses"]


def test_a_deep_query_is_cut_where_it_gets_too_deep() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH).notices == ()
    text = "b " + "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1)
    parsed = parse(text)
    assert parsed.tree == Term("b")
    assert parsed.notices[0].code == "too-deep"
    assert parsed.notices[0].start == 2 + MAX_DEPTH


def test_every_field_name_is_kept_apart_from_words_when_printed() -> None:
    for name in FIELDS:
        tree = parse(rf"\{name}:x").tree
        assert tree == Term(f"{name}:x")
        assert parse(str(tree)).tree == tree


def test_many_notices_of_a_kind_are_counted() -> None:
    codes = _codes("!!! " * 100)
    assert codes.count("no-letters") == 20
    assert "more-notices" in codes
