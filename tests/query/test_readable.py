"""Queries that say what they mean are read as the readable parser reads them."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from search.query import parse
from search.query.tree import And, Node, Or, Term
from tests.query.readable import Readable, joined
from tests.query.test_dates import DAYS
from tests.query.test_parser import NOW as SATURDAY
from tests.query.test_parser import READ_AS
from tests.strategies import NOW, queries

HARMLESS = {"mixed-and-or", "small-operator"}
"""Notices that only say how a valid query was read."""


def agree(text: str) -> None:
    parsed = parse(text, now=NOW)
    assume({notice.code for notice in parsed.notices} <= HARMLESS)
    assert parsed.tree == Readable(text, NOW).tree()


@given(queries)
@settings(max_examples=300, deadline=None)
def test_generated_queries(text):
    agree(text)


signs = st.sampled_from(
    [" ", "  ", " AND ", " OR ", " & ", " && ", " | ", " || ", " +", " -", " !"]
)
odd = st.sampled_from(
    [
        *("a", "AT&T", "C++b", "b^2", "(a OR b)^0.5", "=a", "case:(US OR UK)", 'case:"a b"'),
        *("title: a", "TITLE:(a b)", 'headline:"a b"~3', "“a b”", "«a» ~4", "a NEAR/3 b"),
        *("a w/5 b", "a near5 b", 'a PRE/2 "b c"', "a AROUND(4) b", "a W/S b", "a w/p (b OR c)"),
        *("title:a NEAR/2 title:b", "atleast3 a", "atleast2(a OR b)", "ATLEAST4 (a b)", "NOT a"),
        *("outlet:TASS,AP", 'source:"New York Times",AP', "people:=putin", "outlet:(a OR b)"),
        *("has:quote,date", "outlet:*", 'said:"serg* lavrov"', "date:2022-02", "since:2021"),
        *(
            "date:2021-03..2022",
            "date:..2020",
            "before:2020-05",
            "newer:3w",
            "older:1y",
            "on:today",
        ),
        *(
            "date:<=2020-02",
            "after:yesterday",
            "*",
            "organi?ation",
            "*tion",
            "putin~",
            "zelenskyy~2",
        ),
    ]
)


@given(st.lists(st.tuples(odd, signs), min_size=1, max_size=6), odd)
@settings(max_examples=300, deadline=None)
def test_everything_beside_everything(pairs, last):
    agree("".join(f"{part}{sign}" for part, sign in pairs) + last)


PUNCTUATED = re.compile(r"[<'\\\\$!+]|: |anti-|:/|12:30|~3|,J")
"""Queries whose punctuation is no part of the grammar."""


@pytest.mark.parametrize(
    "text",
    [text for text, (_, codes) in READ_AS.items() if not (codes or PUNCTUATED.search(text))],
)
def test_the_table_of_readings_is_the_readable_parsers(text):
    assert Readable(text, SATURDAY).tree() == parse(text, now=SATURDAY).tree


OWN = re.compile(r"[/\"\[{ ]|T10|week|last-year|march|0302")
"""Dates written in ways of their own."""


@pytest.mark.parametrize("text", [text for text in DAYS if not OWN.search(text)])
def test_dates(text):
    assert Readable(text, SATURDAY).tree() == parse(text, now=SATURDAY).tree


@given(st.lists(st.sampled_from([" ", " AND ", " OR "]), min_size=2, max_size=6))
@settings(max_examples=100, deadline=None)
def test_where_and_meets_or_the_other_reading_is_offered(joints):
    """Beside spaces OR binds loosest in the other reading; else OR binds tighter than AND."""
    words = [Term(letter) for letter in "abcdefgh"]
    text = "a" + "".join(f"{sign}{word}" for sign, word in zip(joints, words[1:], strict=False))
    found = parse(text).notices
    is_mixed = " OR " in joints and len(set(joints)) > 1
    assert [notice.code for notice in found] == ["mixed-and-or"] * is_mixed
    if is_mixed:
        assert found[0].suggestion is not None
        spaced = " " in joints
        outer, inner = (Or, And) if spaced else (And, Or)
        cuts = {" OR "} if spaced else {" AND "}
        groups: list[list[Node]] = [[words[0]]]
        for sign, word in zip(joints, words[1:], strict=False):
            groups += [[word]] if sign in cuts else []
            groups[-1] += [] if sign in cuts else [word]
        other = joined(outer, (joined(inner, group) for group in groups))
        assert parse(found[0].suggestion).tree == other
