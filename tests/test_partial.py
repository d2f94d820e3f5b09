"""Articles that match some of the words, beside few that match all of them."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import query
from search.archive import Archive
from search.engine import Facts, SearchRequest
from search.filters import NO_FILTERS, Filters
from search.partial import CUT, FEW, Some, common_of, partial_results, some_of
from search.query.tree import And, Field, Or, Term
from tests.paper import PAPER, article, engine
from web.partial import missing

WORDS = ("harbour", "strike", "strikes", "ferry", "covid-19", "mayor", "the", "fog", "häuser", "x")


TIME_S = 60.0
"""Seconds of a search here: what is tested is what it finds, on a machine however busy."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    directory = tmp_path_factory.mktemp("partial") / "index"
    engine(directory).close()
    opened = Archive.open(directory)
    yield opened
    opened.close()


def partly(archive, text, **more):
    """The ids of articles with some of the words, with those they lack; None: not looked for."""
    found = archive.search(text, partial=True, timeout_s=TIME_S, **more).partial_results
    if found is None:
        return None
    return {hit.id: tuple(word.text for word in hit.missing) for hit in found}


def test_of_words_that_no_article_has_together_each_is_told_what_it_lacks(archive):
    answer = archive.search("fog regatta", partial=True, timeout_s=TIME_S)
    assert (answer.total, answer.hits) == (0, ())
    assert partly(archive, "fog regatta") == {"fog": ("regatta",), "regatta": ("fog",)}
    assert [hit.rank for hit in answer.partial_results] == [1, 2]
    assert answer.is_whole


def test_those_with_all_words_are_results_and_stand_there_alone(archive):
    answer = archive.search("harbour fog", partial=True, timeout_s=TIME_S, facets=("outlet",))
    assert [hit.id for hit in answer.hits] == ["fog"]
    assert answer.total == sum(one.count for one in answer.facets["outlet"]) == 1
    lacking = partly(archive, "harbour fog")
    assert "fog" not in lacking
    assert set(lacking.values()) == {("fog",)}
    assert {"regatta", "budget", "mayor", "strike-1926", "strike-2020"} == lacking.keys()


def test_a_word_is_there_in_any_inflection_and_with_a_hyphen_in_pieces(archive):
    assert partly(archive, "sanction covid-19 dawn", per_page=50) == {
        "strike-2020": ("dawn",),
        "strike-1926": ("sanction", "covid-19"),
    }


def test_fields_dates_and_filters_hold_for_them_too(archive):
    assert partly(archive, 'harbour ferry outlet:"evening star"') == {
        "fog": ("ferry",),
        "regatta": ("ferry",),
        "mayor-again": ("harbour",),
    }
    assert partly(archive, "harbour ferry date:2021") == {
        "budget": ("ferry",),
        "ferry": ("harbour",),
    }
    only = Filters(people=(("ana-peña",),))
    assert partly(archive, "ferry regatta", filters=only).keys() == {"mayor", "mayor-again"}
    assert partly(archive, "title:fog harbour regatta") == {"fog": ("regatta",)}


@pytest.mark.parametrize(
    "text",
    [
        *("fog AND regatta", "fog OR nosuch", "fog -harbour", "+fog regatta", "fog & regatta"),
        *('"fog" regatta', "fog regatta*", "fog regata~", "fog^2 regatta", "=fog regatta"),
        *("(fog regatta)", "fog w/s regatta", "fog NEAR/5 regatta", "atleast2 fog regatta"),
        *("fog | regatta", "fog regatt?", "case:Fog regatta", "NOT fog regatta"),
        *("fog", "fog FOG fôg", "", "outlet:nosuch fog", "date:1812"),
    ],
)
def test_a_query_with_any_operator_or_of_one_word_is_answered_as_it_stands(archive, text):
    assert partly(archive, text) is None


def test_they_stand_on_the_first_page_by_relevance_alone(archive):
    assert partly(archive, "fog regatta", sort="newest") is None
    assert partly(archive, "fog regatta", page=2) is None
    assert partly(archive, "fog regatta", offset=1) is None
    assert archive.search("fog regatta").partial_results is None


def test_they_fill_the_page_and_no_more(archive):
    for size in range(1, 12):
        answer = archive.search("harbour strike", partial=True, timeout_s=TIME_S, per_page=size)
        assert answer.total == 2
        if size <= 2:
            assert answer.partial_results is None
        else:
            assert len(answer.partial_results) == min(size - 2, 4)


def test_beside_ten_articles_nobody_looks_for_more(tmp_path):
    held = [article(f"a{n}", None, "A storm, then a flood.") for n in range(FEW)]
    engine(tmp_path / "few", (*held[1:], article("b", None, "A storm."))).close()
    engine(tmp_path / "ten", (*held, article("b", None, "A storm."))).close()
    few, ten = Archive.open(tmp_path / "few"), Archive.open(tmp_path / "ten")
    assert partly(few, "storm flood") == {"b": ("flood",)}
    assert partly(ten, "storm flood") is None
    few.close()
    ten.close()


def test_a_common_word_brings_no_article_in_but_is_named_where_it_is_missing(archive):
    assert partly(archive, "the fog of regatta") == {
        "fog": ("of", "regatta"),
        "regatta": ("fog", "of"),
    }
    assert "ferry" in partly(archive, "may it be nobody", per_page=50)
    assert partly(archive, "it of", per_page=50)["ferry"] == ("of",)


def test_of_the_archives_languages_a_query_is_in_the_one_that_has_most_of_its_words():
    assert {"die", "der"} <= common_of({"die", "der", "hafen"}, ["en", "de"])
    assert "die" not in common_of({"the", "die", "was"}, ["en", "de"])
    assert "the" in common_of({"harbour"}, ["en", "de"])
    assert common_of({"the"}, ["xx"]) == common_of({"the"}, []) == frozenset()


def test_what_is_asked_is_any_of_the_telling_words_with_all_that_is_no_word():
    def some(text):
        return some_of(query.parse(text), {"the", "of"})

    outlet = Field("outlet", Term("Star"))
    the, harbour, strike = Term("the"), Term("harbour"), Term("strike")
    every = Or((the, harbour, strike, Term("Strike")))
    asked = Some(And((every, outlet)), (the, harbour, strike), (harbour, strike))
    assert some("the harbour strike Strike outlet:Star") == asked
    assert some("the of") == Some(Or((the, Term("of"))), (the, Term("of")), (the, Term("of")))
    assert some("the harbour").telling == (harbour,)
    quoted = some('the well-fed "strike of" harbour at last')
    assert [str(one) for one in quoted.telling] == [
        "well-fed",
        '"strike of"',
        "harbour",
        "at",
        "last",
    ]
    forms = ["the", "well", "fed", "strike", "of", "harbour", "at", "last", "wellfed"]
    assert quoted.tree == Or(tuple(map(Term, forms)))


def test_a_line_with_a_quotation_in_it_lacks_that_where_it_does_not_stand_as_written(archive):
    def lacks(text):
        found = archive.search(text, partial=True, timeout_s=TIME_S).partial_results
        return None if found is None else {hit.id: missing(hit) for hit in found}

    line = 'nobody saw the "foggy bay" regatta'
    assert archive.search(line).total == 0
    assert lacks(line) == {"regatta": ("nobody", "saw", '"foggy bay"')}
    assert lacks("nobody saw the “draws crowds” regatta")["regatta"] == ("nobody", "saw")
    assert lacks('nobody saw the "crowd" regatta')["regatta"] == ("nobody", "saw", '"crowd"')
    for sought in (
        'saw the "foggy bay" regatta',
        'nobody saw the "foggy bay*" regatta',
        'nobody saw the "foggy bay"~2 regatta',
        'nobody saw the "foggy bay" -regatta mayor',
        "nobody saw the =foggy bay regatta",
        '"foggy bay" outlet:star date:2020 people:pena said:pena',
    ):
        assert lacks(sought) is None


def test_of_a_word_with_a_hyphen_its_pieces_tell_who_comes_first(tmp_path):
    texts = {"plain": "A ship lay there.", "foggy": "A ship lay in the fog.", "none": "Fog."}
    made = tuple(article(name, "A", text, date="2020") for name, text in texts.items())
    engine(tmp_path / "pieces", made).close()
    opened = Archive.open(tmp_path / "pieces")
    lacks = partly(opened, "fog-bound ship")
    assert [*lacks.items()] == [("foggy", ("fog-bound",)), ("plain", ("fog-bound",))]
    opened.close()


def test_words_stand_as_far_apart_as_they_were_typed(tmp_path):
    """So that "grief of the mayor" is what a line with these words was about."""
    rain = "It rained all week in the valley and the river rose past the mill."
    texts = {
        "apart": f"The grief, mayor, rose. {rain}",
        "typed": f"The grief of the mayor. {rain}",
    }
    made = tuple(article(name, "A", text) for name, text in texts.items())
    engine(tmp_path / "far", made).close()
    opened = Archive.open(tmp_path / "far")
    assert [*partly(opened, "grief of the mayor zebra")] == ["typed", "apart"]
    opened.close()


def test_why_each_ranks_adds_up_and_what_is_missing_adds_nothing(archive):
    found = archive.search(
        "fog regatta bay harbour", partial=True, timeout_s=TIME_S, explain=True
    ).partial_results
    assert found
    for hit in found:
        why = hit.explanation
        assert sum(part.score for part in why.parts) == pytest.approx(hit.score, rel=1e-6)
        assert why.absent == tuple(word.text for word in hit.missing)
        assert all(part.forms for part in why.parts if part.weighed)


def test_they_have_marks_and_passages_like_results(archive):
    (fog, regatta) = archive.search("fog regatta", partial=True, timeout_s=TIME_S).partial_results
    assert fog.title_marks == ((0, 3),)
    assert regatta.title_marks == ((8, 15),)
    assert fog.snippets[0].text[slice(*fog.snippets[0].marks[0])] == "Fog"


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6))
def test_they_are_the_articles_of_any_telling_word_less_those_of_all(archive, words):
    text = " ".join(words)
    size = len(PAPER)
    of_each = {w: {hit.id for hit in archive.search(w, per_page=size).hits} for w in words}
    answer = archive.search(text, partial=True, timeout_s=TIME_S, per_page=size)
    whole = set.intersection(*of_each.values())
    assert {hit.id for hit in answer.hits} == whole
    if len(of_each) < 2 or len(whole) >= FEW:
        assert answer.partial_results is None
        return
    telling = [of_each[w] for w in words if w != "the"] or of_each.values()
    assert {hit.id for hit in answer.partial_results} == set.union(*telling) - whole
    for hit in answer.partial_results:
        missing = [word.text for word in hit.missing]
        assert missing == [w for w in of_each if hit.id not in of_each[w]]
    scores = [hit.score for hit in answer.partial_results]
    assert all(a >= b > 0 for a, b in itertools.pairwise(scores))


def test_articles_that_came_one_by_one_or_went_again_are_told_apart_as_in_one_index(tmp_path):
    gone = article("gone", "Harbour", "Fog and a regatta in the harbour.")
    local = engine(tmp_path / "many", (*PAPER[:3], gone))
    for later in PAPER[3:]:
        local.add((later,), Facts)
    local.remove(["gone"])
    local.close()
    engine(tmp_path / "one").close()
    many, one = Archive.open(tmp_path / "many"), Archive.open(tmp_path / "one")
    for text in ("fog regatta", "harbour strike", "ferry may be häuser", "nobody knew санкции"):
        assert partly(many, text, per_page=50) == partly(one, text, per_page=50) != {}
    many.close()
    one.close()


def test_long_queries_have_an_order_and_no_fault(archive):
    many = " ".join(f"w{n}" for n in range(150))
    assert partly(archive, f"{many} fog") == {"fog": tuple(f"w{n}" for n in range(150))}
    assert partly(archive, "fog " * 50 + "regatta") == {"fog": ("regatta",), "regatta": ("fog",)}
    assert partly(archive, "q z") == {}


def test_an_archive_of_one_article_or_of_none(tmp_path):
    for name, held in (("one", PAPER[:1]), ("none", ())):
        engine(tmp_path / name, held).close()
        archive = Archive.open(tmp_path / name)
        expected = {"strike-1926": ("fog",)} if held else {}
        assert partly(archive, "harbour fog") == expected
        archive.close()


def test_what_there_was_no_time_for_is_said(tmp_path):
    local = engine(tmp_path / "index")
    parsed = query.parse("fog regatta")
    request = SearchRequest(parsed.tree)
    page = local.search(request)
    found, some = partial_results(local, request, page, parsed, NO_FILTERS, until=0.0)
    assert some is None
    assert CUT in found.notices
    archive = Archive.open(tmp_path / "index")
    answer = archive.search(parsed, partial=True, timeout_s=0.0)
    assert answer.partial_results is None
    assert answer.page.timed_out or CUT in answer.page.notices
    assert not answer.is_whole
    archive.close()
