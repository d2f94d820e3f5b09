"""What each part of a query adds to the score of a hit: parts add up, and their counts hold."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings

from search.engine import SearchRequest
from search.local import explaining
from search.local.plan import Scored
from search.query import parse
from tests import paper
from tests.local.test_agreement import cases, in_three_commits
from tests.oracle import Oracle

_numbers = itertools.count()


def adds_up(directory, articles, gone, asked) -> None:
    """Check against the oracle, over several segments with articles replaced and removed."""
    engine = in_three_commits(directory / f"index{next(_numbers)}", articles, gone)
    oracle = Oracle([article for article in articles if article.id not in gone])
    held = {document.article.id: document for document in oracle.documents}
    for tree in asked:
        request = SearchRequest(tree, limit=100, timeout_s=60, explain=True)
        for hit in engine.search(request).hits:
            why = hit.explanation
            assert why is not None, tree
            assert sum(part.score for part in why.parts) == pytest.approx(hit.score, rel=1e-9)
            looked = [part for part in why.parts if part.kind in ("headline", "together")]
            closer = oracle.closer(oracle.leaves(tree), held[hit.id])
            assert sum(part.score for part in looked) == pytest.approx(closer), tree
            for part in why.parts:
                its = part.weighed
                if part in looked:
                    continue
                assert part.node is not None
                assert its is not None
                assert part.score == pytest.approx(its.boost * its.most * its.share), tree
                spans = oracle.spans(part.node, held[hit.id], "")
                found = {field: len(spans.get(field, ())) for field in ("title", "body")}
                assert found == {"title": its.title, "body": its.body}, (tree, part.text)
                if part.kind != "as-typed":
                    holders = [
                        d for d in oracle.documents if any(oracle.spans(part.node, d, "").values())
                    ]
                    assert (its.holders, its.articles) == (len(holders), len(held)), tree
    engine.close()


quiet = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.usefixtures("each_mode")
@given(cases)
@settings(quiet, max_examples=4)
def test_the_parts_of_a_hit_add_up_to_its_score(tmp_path_factory, case):
    adds_up(tmp_path_factory.mktemp("explained"), *case)


@pytest.mark.slow
@given(cases)
@settings(quiet, max_examples=100)
def test_they_do_on_many_more(tmp_path_factory, case):
    adds_up(tmp_path_factory.mktemp("explained"), *case)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    yield (made := paper.engine(tmp_path_factory.mktemp("town") / "index"))
    made.close()


def why(town, query: str, ref: str, sort="relevance"):
    tree = parse(query).tree
    page = town.search(SearchRequest(tree, sort, limit=100, explain=True))
    (hit,) = [hit for hit in page.hits if hit.id == ref]
    assert hit.explanation is not None
    return hit.explanation


def counts(explanation) -> list[tuple[str, str, int, int]]:
    return [
        (p.kind, p.text, p.weighed.title, p.weighed.body) for p in explanation.parts if p.weighed
    ]


def test_every_kind_of_clause_says_how_often_it_stands(town):
    assert counts(why(town, "strike", "strike-2020")) == [("term", "strike", 1, 1)]
    assert counts(why(town, "=strikes OR strike", "strike-2020")) == [
        ("exact", "=strikes", 0, 1),
        ("term", "strike", 1, 1),
    ]
    assert counts(why(town, "cran* trad?", "strike-2020")) == [
        ("prefix", "cran*", 0, 1),
        ("wildcard", "trad?", 0, 1),
    ]
    assert counts(why(town, '"state of the harbour"', "budget")) == [
        ("phrase", '"state of the harbour"', 0, 1)
    ]
    assert counts(why(town, '"state secretary"~1', "budget"))[0][2:] == (0, 1)
    near = counts(why(town, "secretary NEAR/4 state", "budget"))
    assert near == [("near", "secretary NEAR/4 state", 0, 1)]
    assert counts(why(town, "title:harbour", "regatta")) == [("term", "title:harbour", 1, 0)]
    assert counts(why(town, "quote:harbour", "mayor")) == [("term", "quote:harbour", 0, 1)]
    assert counts(why(town, "atleast5 budget", "budget")) == [("term", "budget", 1, 11)]


def test_a_misspelling_adds_once_more_where_the_word_stands_as_typed(town):
    slip = why(town, "harbor~", "fog")
    assert [part.kind for part in slip.parts] == ["fuzzy"]
    whole = why(town, "harbour~", "fog")
    assert [(part.kind, part.text) for part in whole.parts] == [
        ("fuzzy", "harbour~"),
        ("as-typed", "=harbour"),
    ]
    assert whole.parts[1].score > whole.parts[0].score


def test_a_boost_multiplies_what_a_part_adds(town):
    (plain,), (boosted,) = (
        why(town, query, "fog").parts for query in ("harbour", "(harbour)^2.5")
    )
    assert boosted.score == pytest.approx(2.5 * plain.score)
    assert (plain.weighed.boost, boosted.weighed.boost) == (1, 2.5)


def test_what_adds_nothing_is_named(town):
    found = why(town, 'harbour (dawn OR ferry) outlet:"harbour gazette" NOT trump', "strike-1926")
    assert [part.text for part in found.parts if part.weighed] == ["harbour", "dawn"]
    assert found.absent == ("ferry",)
    assert found.unscored == ('outlet:"harbour gazette"', "NOT trump")


def test_a_word_that_was_typed_often_is_looked_for_once(town, monkeypatch):
    asked: list[Scored] = []
    look = explaining._counts

    def counted(executor, place, leaf, mask):
        asked.append(leaf)
        return look(executor, place, leaf, mask)

    monkeypatch.setattr(explaining, "_counts", counted)
    found = why(town, "harbour strike " * 50, "strike-2020")
    assert len(found.parts) >= 100
    assert sorted(str(one.node) for one in asked) == ["harbour", "strike"]


def test_an_order_by_date_has_no_parts(town):
    found = why(town, "harbour date:1926", "strike-1926", "newest")
    assert (found.order, found.parts) == ("newest", ())
    assert why(town, "date:1926", "strike-1926").parts == ()


def test_nothing_is_explained_unless_asked_for(town):
    page = town.search(SearchRequest(parse("harbour").tree))
    assert {hit.explanation for hit in page.hits} == {None}
