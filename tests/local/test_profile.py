"""One person or outlet told from the arrays: the same as reading every article."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from search.article import Evidence
from search.engine import Facts, SearchRequest
from search.local import LocalEngine
from search.query.tree import Everything, Term
from tests.paper import PAPER, article, engine, person


@pytest.fixture
def held(tmp_path):
    made = engine(tmp_path)
    yield made
    made.close()


def test_a_person_is_told_as_the_articles_have_them(held):
    found = held.profile("people", "sergei-lavrov")
    assert (found.label, found.articles, found.undated) == ("Sergei Lavrov", 2, 0)
    assert (found.first_day, found.last_day) == (dt.date(2019, 3, 5), dt.date(2020, 12, 24))
    assert [one.text for one in found.spellings] == ["Sergei Lavrov", "Sergey Lavrov"]
    assert [(one.value, one.count) for one in found.facets["people"]] == [
        ("ana-peña", 1),
        ("olga-lavrova", 1),
    ]
    assert [one.id for one in found.latest] == ["lavrova", "mayor-again"]
    (usage,) = found.usages
    assert (usage.outlet, usage.articles, len(usage.spellings)) == ("Evening Star", 2, 2)


def test_who_is_quoted_is_told_with_what(held):
    found = held.profile("people", "ana-peña")
    assert found.quoting == 1
    assert [one.id for one in found.said] == ["mayor"]
    page, speakers = held.speakers(SearchRequest(Everything()), 5)
    assert page.total == len(PAPER)
    assert [(one.value, one.label, one.articles) for one in speakers.entries] == [
        ("ana-peña", "Ana Peña", 1)
    ]
    assert speakers.quotes == 1
    _, nobody = held.speakers(SearchRequest(Term("fog")), 5)
    assert (nobody.total, nobody.quotes) == (0, 0)


def test_nobody_is_told_of_who_is_not_there(held):
    assert held.profile("people", "sergei") is None
    assert held.profile("people", "") is None
    assert held.profile("outlet", "evening star") is None
    assert held.profile("outlet", "") is None


def test_an_outlet_tells_its_authors_and_how_it_is_known(held):
    found = held.profile("outlet", "Evening Star")
    assert found.articles == 4
    assert found.undated == 1
    assert [(one.text, one.articles) for one in found.spellings] == [("Jo O'Neil", 1)]
    assert found.methods == {"": 4}
    assert found.looked == 4


def test_removed_articles_tell_nothing_and_segments_add_up(tmp_path):
    by = {"column:source": 3, "byline": 2}
    methods = [name for name, count in by.items() for _ in range(count)]
    paper = [
        article(
            f"n{number}",
            "Note",
            "A note.",
            date=f"2020-0{number + 1}",
            outlet="Post",
            people=(person("Eva Lind", "Eva Lind", f"Lind{number % 2}"),),
        )
        for number in range(5)
    ]
    paper = [
        type(one)(
            **{name: getattr(one, name) for name in one.__slots__ if name != "provenance"},
            provenance={"outlet": Evidence(method, "Post", 0.9, "metadata")},
        )
        for one, method in zip(paper, methods, strict=True)
    ]
    made = LocalEngine(tmp_path)
    made.rebuild(paper[:2], lambda: Facts(sources=("/paper",)))
    made.add(paper[2:], lambda: Facts(sources=("/paper",)))
    whole = made.profile("people", "eva-lind")
    outlet = made.profile("outlet", "Post")
    assert whole
    assert outlet
    assert whole.articles == 5
    assert {one.text: one.articles for one in whole.spellings} == {
        "Eva Lind": 5,
        "Lind0": 3,
        "Lind1": 2,
    }
    assert Counter(outlet.methods) == Counter(by)
    made.remove(["n0", "n1"])
    left = made.profile("people", "eva-lind")
    assert left
    assert left.articles == 3
    assert left.first_day == dt.date(2020, 3, 1)
    assert {one.text: one.articles for one in left.spellings} == {
        "Eva Lind": 3,
        "Lind0": 2,
        "Lind1": 1,
    }
    made.remove(["n2", "n3", "n4"])
    assert made.profile("people", "eva-lind") is None
    made.close()
