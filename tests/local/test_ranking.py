"""What stands first, as a reader of news would want it."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from search.codec import jit
from search.engine import Facts, SearchRequest
from search.local import LocalEngine
from search.query import parse
from search.query.tree import And, Not, Or, Term
from tests.oracle import Oracle
from tests.paper import article

FILL = "It rained all week in the valley and the river rose past the old mill near the weir."

_numbers = itertools.count()


@pytest.fixture
def archive(tmp_path):
    made = []

    def of(*articles, parts=1) -> LocalEngine:
        made.append(LocalEngine(tmp_path / f"index{next(_numbers)}"))
        size = -(-len(articles) // parts)
        made[-1].rebuild(articles[:size], lambda: Facts())
        for start in range(size, len(articles), size):
            made[-1].add(articles[start : start + size], lambda: Facts())
        return made[-1]

    yield of
    for engine in made:
        engine.close()


@pytest.fixture(params=["plain", "native"])
def each_mode(request):
    before = jit.is_native()
    (jit.native if request.param == "native" else jit.plain)()
    yield
    (jit.native if before else jit.plain)()


def found(engine: LocalEngine, tree, **asked) -> list[str]:
    tree = parse(tree).tree if isinstance(tree, str) else tree
    return [hit.id for hit in engine.search(SearchRequest(tree, **asked)).hits]


def test_a_headline_weighs_more_than_a_text(archive):
    engine = archive(
        article("text", "Rain", f"The dredger sank. {FILL}"),
        article("headline", "Dredger sinks", f"The ship was old. {FILL}"),
        article("neither", "Rain", FILL),
    )
    assert found(engine, "dredger") == ["headline", "text"]


def test_words_close_together_come_before_the_same_words_apart(archive):
    apart = f"The mayor spoke. {FILL} {FILL} Somebody called Vane listened."
    near = f"The listener spoke. {FILL} {FILL} Somebody called mayor Vane."
    engine = archive(article("apart", "Talk", apart), article("near", "Talk", near))
    assert found(engine, "mayor vane") == ["near", "apart"]
    assert found(engine, "mayor OR vane") == ["near", "apart"]


def test_words_as_they_were_typed_come_before_the_same_words_turned_round(archive):
    engine = archive(
        article("turned", "Talk", f"The guard of the bridge slept. {FILL}"),
        article("typed", "Talk", f"The bridge of the guard fell. {FILL}"),
    )
    assert found(engine, "bridge of the guard") == ["typed", "turned"]


def test_the_article_whose_headline_was_typed_comes_first(archive):
    headline = "Mayor opens new bridge over the harbour"
    engine = archive(
        article("about", "Bridge", f"{headline}. The mayor opens it. A new bridge. {FILL}"),
        article("own", headline, f"The weather was fine. {FILL}"),
        article("longer", f"{headline} and what the weather did to all of the guests", FILL),
    )
    assert found(engine, headline)[0] == "own"


def test_words_that_articles_repeat_count_more_than_passing_ones(archive):
    """ "Dredger" and "meanwhile" stand in two articles each: one is what they are about."""
    engine = archive(
        article("about", "A", f"The dredger, a dredger as dredgers go. {FILL}"),
        article("about-too", "B", f"A dredger, said the dredger's captain of his dredger. {FILL}"),
        article("passing", "C", f"Meanwhile it was late. {FILL}"),
        article("passing-too", "D", f"Meanwhile it grew dark. {FILL}"),
        article("both", "E", f"Nothing of note. {FILL}"),
    )
    (dredger,) = (
        engine.search(SearchRequest(Term("dredger"), limit=1, explain=True))
        .hits[0]
        .explanation.parts
    )
    (meanwhile,) = (
        engine.search(SearchRequest(Term("meanwhile"), limit=1, explain=True))
        .hits[0]
        .explanation.parts
    )
    assert dredger.weighed.rarity == meanwhile.weighed.rarity
    assert dredger.weighed.burst == pytest.approx(1 + math.log(6 / 2) / 2)
    assert meanwhile.weighed.burst == 1
    assert dredger.weighed.most > meanwhile.weighed.most


def test_common_words_tell_little_beside_others_and_are_never_dropped(archive):
    engine = archive(
        article("who", "A", f"Who was it? Who knows who? Who, who, who. {FILL}"),
        article("dredger", "B", f"A dredger went by. {FILL}"),
        article("both", "C", f"Who saw the dredger? {FILL}"),
    )
    assert found(engine, Or((Term("who"), Term("dredger")))) == ["both", "dredger", "who"]
    assert found(engine, "who dredger") == ["both"]
    assert found(engine, "who") == ["who", "both"]
    parts = engine.search(SearchRequest(parse("who").tree, explain=True)).hits[0].explanation.parts
    assert not parts[0].weighed.is_common  # alone it is all there is to go by
    loud = parse("WHO dredger").tree
    parts = engine.search(SearchRequest(loud, explain=True)).hits[0].explanation.parts
    assert not any(part.weighed.is_common for part in parts if part.weighed)


def test_only_the_words_of_languages_that_are_spoken_are_common(archive):
    """In German "die" is an article, in English a verb."""
    english = [article(f"en{n}", "A", f"They die. {FILL}") for n in range(12)]
    german = article("de", "B", "Die Fähre fuhr und die Leute winkten.", lang="de")
    request = SearchRequest(Or((Term("die"), Term("leute"))), explain=True)
    few = archive(*english, german).search(request).hits[0].explanation.parts
    many = archive(german, *(article(f"d{n}", "C", "Die Leute.", lang="de") for n in range(3)))
    assert not any(part.weighed.is_common for part in few if part.weighed)
    parts = many.search(request).hits[0].explanation.parts
    assert [part.weighed.is_common for part in parts if part.text == "die"] == [True]


@pytest.mark.parametrize("parts", [1, 4])
@pytest.mark.usefixtures("each_mode")
def test_pages_follow_one_another_past_those_that_are_looked_at_closely(archive, parts):
    """A page at a time gives the list as a whole, each article once; also in several segments."""
    articles = [
        article(
            f"n{n:03}",
            f"Ferry {'mayor' if n % 7 == 0 else 'news'}",
            f"The mayor {'took' if n % 3 else 'and what not of other things then took'} the "
            f"ferry{' again' * (n % 11)}. {FILL if n % 5 else ''}",
            date=f"2020-01-{n % 28 + 1:02}",
        )
        for n in range(130)
    ]
    engine, tree = archive(*articles, parts=parts), parse("mayor ferry").tree
    whole = engine.search(SearchRequest(tree, limit=1000))
    assert whole.total == 130
    wanted = Oracle(articles).ranked(tree)
    assert [hit.id for hit in whole.hits] == [ref for ref, _ in wanted]
    assert [hit.score for hit in whole.hits] == pytest.approx([score for _, score in wanted])
    for size in (7, 10, 60, 100, 125):
        paged = [
            (hit.id, hit.score)
            for offset in range(0, 130, size)
            for hit in engine.search(SearchRequest(tree, offset=offset, limit=size)).hits
        ]
        assert paged == [(hit.id, hit.score) for hit in whole.hits], size


@pytest.mark.parametrize("parts", [1, 3])
def test_of_many_words_any_will_do_who_has_them_in_the_title_is_looked_at_too(archive, parts):
    """As the readable engine does, a page at a time, with reasons that add up."""
    rng = random.Random(parts)
    forms = [f"word{n}" for n in range(12)]
    topics = [f"topic{n}" for n in range(18)]
    articles = []
    for n in range(120):
        title = " ".join(rng.choices(forms, k=rng.randint(1, 4))) if n % 3 == 0 else "Rain again"
        told = [*forms, *["rain"] * 30, *topics[n % 6 * 3 : n % 6 * 3 + 3] * 4]
        body = " ".join(rng.choices(told, k=rng.randint(5, 60)))
        articles.append(article(f"n{n:03}", title, body, date=f"2020-01-{n % 28 + 1:02}"))
    kinds: set[str] = set()
    engine, oracle = archive(*articles, parts=parts), Oracle(articles)
    for _ in range(3):
        typed = [*rng.sample(forms, 4), *rng.sample(topics, 3)]
        asked = tuple(Term(form) for form in typed)
        for tree in (Or(asked), And((Or(asked), Not(And(asked))))):
            wanted = oracle.ranked(tree)
            hits = engine.search(SearchRequest(tree, limit=1000, explain=True)).hits
            assert [hit.id for hit in hits] == [ref for ref, _ in wanted]
            assert [hit.score for hit in hits] == pytest.approx([score for _, score in wanted])
            for hit in hits:
                adds = hit.explanation.parts
                assert sum(part.score for part in adds) == pytest.approx(hit.score)
                kinds.update(part.kind for part in adds)
            paged = [
                hit.id
                for offset in range(0, len(hits), 13)
                for hit in engine.search(SearchRequest(tree, offset=offset, limit=13)).hits
            ]
            assert paged == [hit.id for hit in hits]
    assert kinds == {"term", "headline", "together", "shared", "first"}


LINE = "It was not clear if anybody had left the ship"


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.usefixtures("each_mode")
def test_a_sentence_finds_the_article_that_has_it_wherever_its_words_alone_would_put_it(
    archive, parts
):
    """As the readable engine does, a page at a time, with reasons that add up."""
    words = LINE.lower().split()
    rng = random.Random(parts)
    articles = [
        article(f"n{n:02}", "Clear ship", f"{' '.join(rng.sample(words, len(words)))}. " * 3)
        for n in range(60)
    ]
    far = f"{FILL} {FILL} {FILL} {FILL} {LINE}. {FILL} {FILL}"
    articles[40] = article("own", "Rain", far, outlet="Star")
    engine = archive(*articles, parts=parts)
    oracle = Oracle(articles)
    quoted = '"it was not clear" if anybody had left the ship'
    for text in (LINE, quoted, f"{LINE} outlet:Star", f"{LINE} -dredger", "ship the left had"):
        tree = parse(text).tree
        wanted = oracle.ranked(tree)
        hits = engine.search(SearchRequest(tree, limit=100, explain=True)).hits
        assert [hit.id for hit in hits] == [ref for ref, _ in wanted]
        assert [hit.score for hit in hits] == pytest.approx([score for _, score in wanted])
        for hit in hits:
            adds = hit.explanation.parts
            assert sum(part.score for part in adds) == pytest.approx(hit.score)
            lifted = [part.text.casefold() for part in adds if part.kind == "line"]
            is_lifted = hit.id == "own" and len(hits) > 1 and text != "ship the left had"
            assert lifted == ([f'"{LINE.casefold()}"'] if is_lifted else [])
        for size in (7, 20, 45):
            paged = [
                hit.id
                for offset in range(0, 60, size)
                for hit in engine.search(SearchRequest(tree, offset=offset, limit=size)).hits
            ]
            assert paged == [hit.id for hit in hits], (text, size)
    assert found(engine, LINE)[0] == found(engine, quoted)[0] == "own"
    assert found(engine, "ship the left had")[0] != "own"


def test_a_line_of_which_a_hyphen_or_a_long_list_is_part_is_found_too(archive):
    long = f"{LINE}, the well-known one that lay in the harbour, " + "and then " * 9 + "sank"
    others = [
        article(f"n{n}", "Ship", f"{long[::-1]} {' '.join(sorted(long.split()))} {long[:40]}")
        for n in range(40)
    ]
    engine = archive(*others, article("own", "Rain", f"{FILL} {FILL} {long}. {FILL}"))
    assert found(engine, long)[0] == "own"


def test_what_stands_in_many_articles_word_by_word_puts_none_of_them_first(archive):
    """It is no line of any of them: their words tell their order."""
    many = [article(f"n{n:02}", "Rain", f"{FILL} {FILL} {LINE}. {FILL}") for n in range(11)]
    turned = " ".join(reversed(LINE.split()))
    best = article("best", turned, f"{turned}. " * 4)
    assert found(archive(best, *many), LINE)[0] == "best"
    assert found(archive(best, *many[:10]), LINE)[0] != "best"


def test_scores_are_the_same_after_segments_are_put_together(archive, tmp_path):
    articles = [
        article(
            f"n{n}", "News" if n % 2 else "Ferry", f"The ferry {'ferry ' * (n % 4)}left. {FILL}"
        )
        for n in range(40)
    ]
    tree = parse("ferry left").tree
    one, several = archive(*articles), archive(*articles, parts=5)
    several.remove(["n3", "n8"])
    one.remove(["n3", "n8"])
    fresh = archive(*(a for a in articles if a.id not in ("n3", "n8")))
    scores = [
        [(hit.id, pytest.approx(hit.score)) for hit in engine.search(SearchRequest(tree)).hits]
        for engine in (one, several, fresh)
    ]
    assert scores[0] == [(ref, value.expected) for ref, value in scores[1]]
    assert scores[0] == [(ref, value.expected) for ref, value in scores[2]]


@pytest.mark.parametrize(
    "query",
    [
        "the of and",
        "a",
        "the " * 50,
        "ferry " * 50,
        " ".join(f"word{n}" for n in range(200)),
        "ferry " + "the " * 100,
        "mill weir river",
    ],
)
@pytest.mark.parametrize("size", [1, 3])
def test_odd_queries_and_archives_get_an_order_that_adds_up(archive, query, size):
    """One article; every article holds every word; common words alone; one word fifty times."""
    engine = archive(*(article(f"n{n}", "Ferry", f"A ferry. {FILL}") for n in range(size)))
    words = [Term(word) for word in query.split()]
    for tree in (parse(query).tree, Or(tuple(words)) if len(words) > 1 else words[0]):
        page = engine.search(SearchRequest(tree, explain=True))
        for hit in page.hits:
            assert hit.score >= 0
            total = sum(part.score for part in hit.explanation.parts)
            assert total == pytest.approx(hit.score, rel=1e-6)
    assert found(engine, "ferry") == [f"n{n}" for n in range(size)]
