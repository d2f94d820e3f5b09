"""What one search may cost, and that an answer which was cut short says so."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.article import Article, Source
from search.engine import Facts, SearchRequest
from search.local import LocalEngine
from search.local.shapes import shape
from search.query import parse

LONG = 10_000


def written(number: int, body: str) -> Article:
    return Article(
        id=f"id{number}",
        source=Source("/archive", f"{number}.txt", 0, None, f"{number:064}"),
        title="Tide tables",
        body=body,
        lang="en",
        outlet="a" * 60,
        author="a" * 60,
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    made = LocalEngine(tmp_path_factory.mktemp("long") / "index")
    bodies = ["high low " * LONG, "tide-table high low. " * LONG, "b" + "a" * 300]
    made.rebuild([written(n, body) for n, body in enumerate(bodies)], lambda: Facts())
    yield made
    made.close()


def asked(engine, text, timeout_s=30.0):
    return engine.search(SearchRequest(parse(text).tree, timeout_s=timeout_s))


@pytest.mark.parametrize(
    "query",
    [
        "high NEAR/100 low",
        "high w/p low",
        '"high low high low"~100',
        '"tide-table high"~2',
        '"' + "high low " * 400 + '"',
    ],
)
def test_long_articles_are_searched_to_the_end(engine, query):
    page = asked(engine, query)
    assert page.total
    assert not page.timed_out


@pytest.mark.parametrize(
    "query",
    [
        " NEAR/100 ".join(["high", "low"] * 8),
        '"' + "tide-table high low " * 15 + '"~100',
        "outlet:aa" + "*a" * 900,
        "outlet:aa" + "*a" * 900 + "b",
        "author:aa" + "*a" * 900 + "b",
        "aa" + "*a" * 900 + "b",
    ],
)
def test_costly_queries_end_in_time_or_say_that_they_did_not(engine, query):
    page = asked(engine, query, 0.2)
    assert page.timed_out or page.took_ms < 1_000


@pytest.mark.parametrize("query", ["high", '"high low"', "high NEAR/2 low", "hi*", "outlet:aa*"])
def test_a_search_without_time_says_that_it_is_partial(engine, query):
    assert asked(engine, query, -1).timed_out


def test_what_holds_the_least_is_found_among_stretches_of_all_lengths(engine):
    assert asked(engine, 'atleast9 ("high low" OR low) NEAR/3 high').total == 2


words = st.text("abcß", max_size=12)
patterns = st.text("ab?*", max_size=9)


@given(patterns, words)
def test_shapes_are_those_of_regular_expressions(pattern, word):
    regular = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    assert shape(pattern)(word) is (re.fullmatch(regular, word) is not None)


COLD = """
import sys
from pathlib import Path
from search.archive import Archive
from search.codec import jit

jit.native()
answer = Archive.open(sys.argv[1]).search("high low", timeout_s=0.5)
print(answer.total, answer.page.timed_out, jit.begun() > 0)
"""


@pytest.mark.slow
def test_compiling_is_not_searching(engine, tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", COLD, str(engine._store.directory)],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["2", "False", "True"]
