"""The fast engine answers as the readable one, on generated archives and queries."""

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import Facts, SearchRequest
from search.local import LocalEngine
from tests.oracle import Oracle
from tests.strategies import archives, trees

_numbers = itertools.count()


def in_three_commits(directory: Path, articles, gone) -> LocalEngine:
    """Return an engine of several segments, with articles replaced and removed."""
    made = LocalEngine(directory)
    half = len(articles) // 2
    stale = [*articles[:half], *articles[half : half + 1]]
    made.rebuild(stale, lambda: Facts())
    made.add(articles[half:], lambda: Facts())
    made.remove(gone)
    return made


def agree(directory: Path, articles, gone, asked) -> None:
    engine = in_three_commits(directory / f"index{next(_numbers)}", articles, gone)
    oracle = Oracle([article for article in articles if article.id not in gone])
    for tree in asked:
        page = engine.search(SearchRequest(tree, limit=100, timeout_s=60))
        ranked = oracle.ranked(tree)
        assert page.total == len(ranked), tree
        assert {hit.id for hit in page.hits} == {ref for ref, _ in ranked}, tree
        assert page.undated == oracle.undated(tree), tree
        wanted = dict(ranked)
        for hit in page.hits:
            assert hit.score == pytest.approx(wanted[hit.id], abs=1e-9), tree
        order = [(round(wanted[hit.id], 6), hit.id) for hit in page.hits]
        assert order == [(round(score, 6), ref) for ref, score in ranked], tree
        by_day = [hit.id for hit in engine.search(SearchRequest(tree, "newest", limit=100)).hits]
        assert by_day == [ref for ref, _ in oracle.ranked(tree, "newest")], tree
    engine.close()


cases = st.tuples(
    archives(most=8),
    st.sets(st.sampled_from(["id1", "id4"]), max_size=1),
    st.lists(trees, min_size=25, max_size=40),
)
quiet = settings(deadline=None, suppress_health_check=list(HealthCheck))


@given(cases)
@settings(quiet, max_examples=6)
def test_ids_totals_scores_and_order_are_the_oracles(tmp_path_factory, case):
    agree(tmp_path_factory.mktemp("agreement"), *case)


@pytest.mark.slow
@given(cases)
@settings(quiet, max_examples=100)
def test_they_are_on_many_more(tmp_path_factory, case):
    agree(tmp_path_factory.mktemp("agreement"), *case)
