"""The executor answers as the oracle does, over several segments, plain and compiled."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.local.bound import Bound
from search.local.budget import unlimited
from search.local.executor import Executor
from search.local.names import NoAliases
from search.local.searchable import Searchable
from search.query.tree import And, Field, Not, Or, Term
from tests import paper
from tests.local.held import Held
from tests.oracle import Oracle
from tests.strategies import archives, trees


def agree(articles, gone, asked) -> None:
    half = len(articles) // 2
    stale = [*articles[:half], *articles[half : half + 1]]
    replaced = {article.id for article in articles[half:]}
    held = (
        Held((stale, replaced | gone), (articles[half:], gone)) if half else Held((articles, gone))
    )
    searchable = Searchable(held)  # type: ignore[arg-type]
    oracle = Oracle([article for article in articles if article.id not in gone])
    for tree in asked:
        for sort in ("relevance", "newest", "oldest"):
            executor = Executor(searchable, NoAliases(), unlimited())
            found = executor.search(tree, sort, 100, marked=True)
            ranked = oracle.ranked(tree, sort)
            assert found.total == len(ranked), tree
            assert sum(int(mask.sum()) for mask in found.matched) == len(ranked), tree
            assert found.undated == oracle.undated(tree), tree
            wanted = dict(ranked)
            hits = [
                (score, held.id(number))
                for score, number in zip(found.scores, found.numbers, strict=True)
            ]
            for score, ref in hits:
                assert score == pytest.approx(wanted[ref], abs=1e-9), tree
            order = [(round(score, 6), ref) for score, ref in hits]
            assert order == [(round(score, 6), ref) for ref, score in ranked], tree
            few = Executor(searchable, NoAliases(), unlimited()).search(tree, sort, 2)
            assert [held.id(number) for number in few.numbers] == [ref for ref, _ in ranked[:2]], (
                tree
            )
            assert (few.total, few.undated) == (found.total, found.undated), tree


cases = st.tuples(
    archives(most=8),
    st.sets(st.sampled_from(["id1", "id4"]), max_size=1),
    st.lists(trees, min_size=15, max_size=25),
)
quiet = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.usefixtures("each_mode")
@given(cases)
@settings(quiet, max_examples=5)
def test_ids_totals_scores_and_order_are_the_oracles(case):
    agree(*case)


@pytest.mark.usefixtures("each_mode")
def test_a_word_cut_by_a_hyphen_is_one_occurrence_however_many_articles_have_the_word():
    """ "Democrat-ic" is "democrat" and "democratic" at one position, of one stem."""
    texts = [
        ("Democrats win", "The democrat won. Mayor and democrat."),
        ("Ferry", "A democrat-ic ferry, the democrat said; democrats cheered the mayor."),
        ("Democrat-ic ferry", "Nothing else."),
        ("Mayor", "No word of it."),
        ("Democrat and ferry", "The mayor, a democratic one."),
        ("Ferry again", "A democrat-ic mayor."),
        ("Democrat", "The ferry-s democrat-s."),
        ("Last", "The last ferry, democrat."),
    ]
    articles = [paper.article(f"id{n}", title, body) for n, (title, body) in enumerate(texts)]
    democrat, ferry, mayor = Term("democrat"), Term("ferry"), Term("mayor")
    asked = [
        *(democrat, Or((democrat, ferry)), Or((democrat, ferry, mayor)), And((democrat, mayor))),
        *(And((democrat, Not(ferry))), Field("title", democrat), Field("body", democrat)),
    ]
    agree(articles, set(), asked)
    agree(articles, {"id5"}, asked)
    searchable = Searchable(Held((articles, set())))  # type: ignore[arg-type]
    bound = Executor(searchable, NoAliases(), unlimited()).bound(democrat, "relevance")
    assert isinstance(bound, Bound)  # read as its postings lie, but for a few
    assert len(bound.parts[0].given[3]) == 4


@pytest.mark.slow
@given(cases)
@settings(quiet, max_examples=150)
def test_they_are_on_many_more(case):
    agree(*case)
