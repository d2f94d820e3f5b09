"""Headlines that are nearly what was typed, above what was found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import query
from search.archive import Archive
from search.engine import Facts, SearchRequest
from search.filters import NO_FILTERS, Filters
from search.nearby import CUT, FEWEST, MOST, Line, line_of, near_headlines
from search.query.tree import And, Everything, Field, Term
from tests.paper import PAPER, article, engine

LONG = "The council harbour unions lighthouse wages strike grain tax vote night refuse dredging."
HEADED = (
    article("tax", "Council votes down harbour grain tax after night of protest", "It was late."),
    article("wages", "Lighthouse keepers refuse lower wages", "They keep the light.", date="2020"),
    article("copy", "Lighthouse keepers refuse lower wages again", "They do.", outlet="Star"),
    article("bell", "Who stole the bell of St. Anne?", "Nobody knows who took it.", outlet="Star"),
    *(article(f"long{n}", "What the week brought", LONG) for n in range(4)),
    article("none", None, "A story without a headline."),
)
WORDS = ("council", "harbour", "grain", "tax", "votes", "the", "lighthouse", "wages", "x", "fog")


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    directory = tmp_path_factory.mktemp("nearby") / "index"
    engine(directory, (*HEADED, *PAPER)).close()
    opened = Archive.open(directory)
    yield opened
    opened.close()


def near(archive, text, **more):
    """The ids of articles with a headline much like the text; None: not looked for."""
    found = archive.search(text, partial=True, **more).near_headlines
    return None if found is None else [hit.id for hit in found]


def test_a_headline_half_remembered_stands_above_articles_that_hold_its_words(archive):
    text = "council vote harbour grain tax night"
    answer = archive.search(f"{text} refuse", partial=True)
    assert [hit.title for hit in answer.hits[:3]] == ["What the week brought"] * 3
    (hit,) = answer.near_headlines
    assert (hit.id, hit.rank) == ("tax", 1)
    assert 0.5 < hit.score < 1
    marked = [hit.title[start:end] for start, end in hit.title_marks]
    assert marked == ["Council", "votes", "harbour", "grain", "tax", "night"]
    assert answer.total == len(answer.hits) == 4
    assert answer.is_whole


def test_nothing_is_shown_that_stands_first_anyway_or_is_no_better_than_what_does(archive):
    for text in (
        "Council votes down harbour grain tax after night of protest",
        "Lighthouse keepers refuse lower wages",
        "council votes down harbour bread tax after night of protest",  # first of the partial ones
        "the week brought the council",
    ):
        assert near(archive, text) == []


def test_nothing_is_shown_above_an_article_whose_text_has_the_line_word_by_word(tmp_path):
    line = "nobody votes down harbour grain tax after night of wind"
    headline = "Council votes down harbour grain tax after night of protest"
    turned = " ".join(reversed(line.split()))
    for name, told, shown in (("whole", line, []), ("turned", turned, ["tax"])):
        held = [article(f"held{n}", "The week", f"It rained: {turned}.") for n in (1, 2)]
        held.append(article("held", "The week", f"It rained: {told}, it is said."))
        engine(tmp_path / name, (*held, article("tax", headline, "It was late."))).close()
        opened = Archive.open(tmp_path / name)
        assert opened.search(line).total == 3
        assert near(opened, line) == shown
        opened.close()


def test_a_headline_that_shares_few_of_the_words_is_none(archive):
    for text in (
        "council harbour strike dredging unions",
        "lighthouse wages tax vote",
        "grain tax night refuse vote lighthouse unions dredging council",
        "nothing here was ever written before",
        "the and of to in",
    ):
        assert not near(archive, text)


@pytest.mark.parametrize(
    "text",
    [
        "council AND vote AND harbour AND grain AND tax AND night AND refuse",
        "council vote harbour grain tax -protest",
        "council vote harbour grain tax night refus*",
        "council vote harbour grain tax night~ refuse",
        "(council OR mayor) vote harbour grain tax night refuse",
        'council vote harbour grain tax night refuse "unions lighthouse"',  # it finds articles
        "council tax vote",
        " ".join(["council"] * (MOST + 1)),
        *("", "x", "outlet:star", '"council harbour unions lighthouse"'),
    ],
)
def test_an_operator_or_too_few_or_too_many_words_are_answered_as_they_stand(archive, text):
    assert not near(archive, text)


def test_they_are_looked_for_on_the_first_page_by_relevance_alone(archive):
    text = "council vote harbour grain tax night refuse"
    assert near(archive, text) == ["tax"]
    assert near(archive, text, sort="newest") is None
    assert near(archive, text, page=2) is None
    assert archive.search(text).near_headlines is None


def test_a_headline_pasted_with_quotation_marks_is_found_where_nothing_else_is(archive):
    text = '"Council votes" down "the harbour grain tax", after a “night of protest”'
    answer = archive.search(text, partial=True)
    assert (answer.total, answer.partial_results) == (0, None)
    assert [hit.id for hit in answer.near_headlines] == ["tax"]
    first = archive.search(text.replace('"', ""), partial=True)  # more words beside quotations
    assert [hit.id for hit in first.partial_results[:1]] == ["tax"]
    assert first.near_headlines == ()


def test_signs_in_a_long_line_that_finds_nothing_are_punctuation(archive):
    long = "Council has voted down (harbour) grain tax after a night of -protest: why?"
    assert near(archive, long) == ["tax"]
    for text in ("grain tax after night of -protest", long.replace("night", "night*")):
        assert not near(archive, text)
    assert near(archive, f"{long} -outlet:star") == ["tax"]
    assert near(archive, f"{long} outlet:star") == []


def test_fields_dates_and_filters_hold_for_them_too(archive):
    text = '"lighthouse keepers" "refused" their low wages'
    assert near(archive, text) == ["wages", "copy"]
    assert near(archive, f"{text} outlet:star") == ["copy"]
    assert near(archive, f"{text} date:2020") == ["wages"]
    assert near(archive, f"{text} date:1999") == []
    assert near(archive, text, filters=Filters(outlets=(("Star",),))) == ["copy"]


def test_a_line_is_the_words_that_were_typed_and_what_stands_beside_them():
    def line(text):
        found = line_of(query.parse(text))
        return None if found is None else (" ".join(found.forms), found.beside)

    assert line("Häuser, COVID-19 U.S. outlet:star") == (
        "hauser covid 19 us",
        Field("outlet", Term("star")),
    )
    assert line('a "b c" d') == ("a b c d", Everything())
    assert line("a ? b") == ("a b", Everything())
    both = And((Field("outlet", Term("x")), Field("lang", Term("en"))))
    assert line("a outlet:x lang:en") == ("a", both)
    for text in ("a OR b", "a -b", "a* b", "a~ b", "=a b", "(a b)", '"a b"~3 c', "title:(a b) c"):
        assert line(text) is None


def test_headlines_are_alike_by_words_in_order_small_ones_too_and_by_how_far_apart_they_stand():
    line = Line(("five", "senators", "watch", "on", "an"), Everything())
    titles = (
        "Five senators to watch on impeachment",  # 4 of 5, 8 of 11, but for one word in step
        "Five senators will have to watch on impeachment",  # the same, not in step
        "On watch: senators",  # one after the other is all that is in order
        "Nobody came",
    )
    alike = [line.alike(title, "en") for title in titles]
    assert alike == pytest.approx([(4 / 5 + 8 / 11) / 2 + 0.05, (4 / 5 + 8 / 13) / 2, 0.225, 0])
    assert [line.near(title, "en") > 0 for title in titles] == [True, True, False, False]
    assert not Line(("who", "will", "be", "the", "one"), Everything()).near("Who will be it", "en")


@given(*[st.lists(st.sampled_from(WORDS), min_size=4, max_size=9)] * 2)
def test_what_may_not_be_near_is_not(typed, title):
    line = Line(typed, Everything())
    alike = line.alike(" ".join(title), "en")
    kept = sum(word in title for word in typed)
    assert line.may_be(kept, len(title)) or alike < 0.55
    assert line.near(" ".join(title), "en") in (0.0, alike)


def test_a_question_mark_that_stands_alone_is_none_of_the_words(archive):
    text = "council ? vote harbour grain tax night refuse"
    assert near(archive, text) == ["tax"]


def test_the_same_are_found_beside_a_field_that_holds_for_all(archive):
    texts = (
        "council vote harbour grain tax night refuse",
        '"lighthouse keepers" "refused" their low wages',
    )
    for text in texts:
        found = near(archive, text)
        assert found
        assert near(archive, f"{text} lang:en") == found


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_what_is_found_is_the_same_with_them_and_without(archive, typed):
    text = " ".join(typed)
    plain = archive.search(text, timeout_s=30.0)
    answer = archive.search(text, partial=True, timeout_s=30.0)
    assert (answer.total, answer.hits) == (plain.total, plain.hits)
    assert (answer.near_headlines is None) == (len(typed) < FEWEST)
    shown = [hit.id for hit in answer.near_headlines or ()]
    first = [hit.id for hit in (*answer.hits, *(answer.partial_results or ()))][:3]
    assert len(shown) <= 3
    assert not {*shown} & {*first}
    scores = [hit.score for hit in answer.near_headlines or ()]
    assert scores == sorted(scores, reverse=True)
    assert all(0.5 <= one <= 1 for one in scores)


def test_long_queries_and_small_archives_are_no_trouble(archive, tmp_path):
    assert near(archive, " ".join(f"w{n}" for n in range(200))) is None
    assert near(archive, "fog " * 30) == []
    for name, held in (("one", HEADED[:1]), ("untitled", HEADED[-1:]), ("none", ())):
        engine(tmp_path / name, held).close()
        small = Archive.open(tmp_path / name)
        shown = near(
            small, '"council" "voted down" harbour grain taxes "after a night of protest"'
        )
        assert shown == (["tax"] if name == "one" else [])
        small.close()


def test_articles_that_came_one_by_one_or_went_again_are_told_apart(tmp_path):
    local = engine(tmp_path / "many", (*HEADED[:2], article("gone", HEADED[0].title, "Gone.")))
    for later in HEADED[2:]:
        local.add((later,), Facts)
    local.remove(["gone"])
    local.close()
    many = Archive.open(tmp_path / "many")
    assert near(many, "council vote harbour grain tax night refuse") == ["tax"]
    many.close()


def test_what_there_was_no_time_for_is_said(tmp_path):
    local = engine(tmp_path / "index", HEADED)
    parsed = query.parse("council vote harbour grain tax night refuse")
    request = SearchRequest(parsed.tree)
    page = local.search(request)
    asked = (local, request, page, None, parsed, NO_FILTERS)
    found, shown = near_headlines(*asked, until=0.0)
    assert shown is None
    assert CUT in found.notices
    local.close()
