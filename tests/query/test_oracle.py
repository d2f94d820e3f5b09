"""The oracle answers small archives as a reader would."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given, settings

from search.article import Article, Person, Quote, Source
from search.query import parse
from search.query.tree import Node, Not
from tests.oracle import Oracle
from tests.strategies import NOW, archives, trees


def _article(number: str, body: str, title: str | None = None, **known: Any) -> Article:
    source = Source("/archive", f"2022/{number}.txt", 0, None, "")
    return Article(id=number, source=source, title=title, body=body, lang="en", **known)


_DAY: dict[str, Any] = {"first_day": dt.date(2022, 3, 2), "last_day": dt.date(2022, 3, 2)}
_MONTH: dict[str, Any] = {"first_day": dt.date(2022, 3, 1), "last_day": dt.date(2022, 3, 31)}

ORACLE = Oracle(
    [
        _article(
            "day",
            "The U.S. imposed sanctions. COVID-19 rose.\n\nTrump's plan met AT&T.",
            "Sanctions on Moscow",
            outlet="TASS",
            people=(Person("rex-tillerson", "Rex Tillerson", ("Tillerson",), 1),),
            quotes=(Quote("sanctions", 17, 26, "rex-tillerson", "Tillerson", "said", True, 1.0),),
            **_DAY,
        ),
        _article(
            "month", "Covid19 and sanctioning; tell us too.", outlet="The Daily Item", **_MONTH
        ),
        _article("undated", "trump trump trump", "covid 19"),
    ]
)

FOUND = {
    "sanctions": "day month",
    "=sanctions": "day",
    "SANCTIONS": "day month",
    "title:sanctions": "day",
    "quote:sanctions": "day",
    "quote:covid": "",
    "us": "day month",
    "case:US": "day",
    "COVID-19": "day month undated",
    "covid19": "day month",
    '"covid 19"': "day undated",
    "AT&T": "day",
    '"Trump plan"': "day",
    '"plan Trump"~0': "day",
    '"plan AT"~0': "",
    '"plan AT"~1': "day",
    "imposed NEAR/1 sanctions": "day",
    "sanctions PRE/3 imposed": "",
    "us w/s sanctions": "day month",
    "imposed w/s covid": "",
    "imposed w/p covid": "day",
    "covid w/p plan": "",
    "trump NEAR/1 trump": "undated",
    "atleast3 trump": "undated",
    "atleast4 trump": "",
    "sanct*": "day month",
    "trmup~": "day undated",
    "outlet:tass,ap": "day",
    "outlet:daily": "",
    'outlet:"THE daily item"': "month",
    "outlet:the*": "month",
    "people:rex": "day",
    "people:=rex": "",
    'people:"rex tillerson"': "day",
    "said:tillerson": "day",
    "has:quote": "day",
    "-has:date": "undated",
    "file:day.txt": "day",
    "file:2022/*": "day month undated",
    "date:2022-03": "day month",
    "date:2022-03-02": "day month",
    "NOT date:2022-03-02": "month",
    "NOT date:2022-03": "",
    "-sanctions": "undated",
    "*": "day month undated",
    "story:s1": "",
}


@pytest.mark.parametrize("text", FOUND)
def test_found(text: str) -> None:
    assert " ".join(sorted(ORACLE.ids(parse(text).tree))) == FOUND[text]


@pytest.mark.parametrize(
    ("text", "undated"),
    [("date:2022", 1), ("NOT date:2022", 1), ("trump date:2022", 1), ("covid OR date:2022", 0)],
)
def test_undated_counts_what_only_a_date_leaves_out(text: str, undated: int) -> None:
    assert ORACLE.undated(parse(text).tree) == undated


def test_scores_are_those_of_the_formula() -> None:
    oracle = Oracle([_article("a", "bear", "bear"), _article("b", "market bear bear cub")])
    ranked = dict(oracle.ranked(parse("bear").tree))
    idf = math.log(1 + (2 - 2 + 0.5) / (2 + 0.5))
    title = 2 / (0.5 + 0.5 * 1 / 0.5)
    frequency = title + 1 / (0.25 + 0.75 * 1 / 2.5)
    burst = 1 + math.log(4 / 2) / 2  # four bears in two articles
    most = idf * 2.2 * burst
    assert ranked["a"] == pytest.approx(most * frequency / (frequency + 1.2))
    frequency = 2 / (0.25 + 0.75 * 4 / 2.5)
    assert ranked["b"] == pytest.approx(most * frequency / (frequency + 1.2))


def test_a_boost_multiplies_and_names_score_nothing() -> None:
    plain = dict(ORACLE.ranked(parse("sanctions").tree))
    boosted = dict(ORACLE.ranked(parse("(sanctions outlet:TASS)^3").tree))
    assert boosted["day"] == pytest.approx(3 * plain["day"])
    assert dict(ORACLE.ranked(parse("outlet:TASS").tree)) == {"day": 0}


def test_fuzzy_ranks_below_exact() -> None:
    oracle = Oracle([_article("a", "putin " + "x " * 50), _article("b", "puten puten puten")])
    assert [hit for hit, _ in oracle.ranked(parse("putin~").tree)] == ["a", "b"]


def test_newest_and_oldest_put_the_unknown_last() -> None:
    everything = parse("*").tree
    assert [hit for hit, _ in ORACLE.ranked(everything, "newest")] == ["day", "month", "undated"]
    assert [hit for hit, _ in ORACLE.ranked(everything, "oldest")] == ["month", "day", "undated"]


@settings(max_examples=60, deadline=None)
@given(archives(most=3), trees)
def test_not_takes_what_fails(articles: list[Article], tree: Node) -> None:
    oracle = Oracle(articles)
    matched, failed = oracle.ids(tree), oracle.ids(Not(tree))
    dated = "date:" in str(tree)
    assert dated or matched | failed == {article.id for article in articles}
    assert dated or not matched & failed
    printed = parse(str(tree), now=NOW).tree
    assert oracle.ranked(printed) == oracle.ranked(tree)
