"""What several outlets state, and what only one of them has."""

import pytest

from search.comparison import Comparison
from tests.compare.fire import beside, told, written

POST = told(
    "post",
    "Halin Post",
    "The old cannery on the harbour burned down early on Sunday morning.\n\n"
    "Crews came. "
    "A retired cooper had stored oil paint beneath the eastern staircase.",
)
LANTERN = told(
    "lantern",
    "The Lantern",
    "Gulls circled.\n\nEarly on Sunday morning the harbour’s old cannery burned down.\n\n"
    "Insurers had refused a policy to the owners last winter, court papers show.",
)


def test_sentences_that_state_the_same_are_a_passage():
    found = beside(POST, LANTERN)
    (passage,) = found.passages
    assert [written(found, sentence) for sentence in passage.sentences] == [
        "The old cannery on the harbour burned down early on Sunday morning.",
        "Early on Sunday morning the harbour’s old cannery burned down.",
    ]
    assert [sentence.paragraph for sentence in passage.sentences] == [1, 2]
    assert passage.likeness > 0.9


def test_the_words_that_another_sentence_has_are_told():
    found = beside(POST, LANTERN)
    (passage,) = found.passages
    first = found.articles[passage.sentences[0].article].body
    assert [first[start:end] for start, end in passage.shared[0]] == [
        "old cannery on the harbour burned down early on Sunday morning",
    ]


def test_a_sentence_that_no_other_outlet_has_stands_alone():
    found = beside(POST, LANTERN)
    assert {written(found, one.sentence) for one in found.alone} == {
        "A retired cooper had stored oil paint beneath the eastern staircase.",
        "Insurers had refused a policy to the owners last winter, court papers show.",
    }
    assert all(one.is_certain and one.nearest == 0 for one in found.alone)


def test_what_is_half_known_elsewhere_is_not_certain():
    other = told("mail", "Mail", "A cooper stored apples, cabbages, turnips and firewood there.")
    found = beside(POST, other)
    doubts = {written(found, one.sentence): one.is_certain for one in found.alone}
    cooper = "A retired cooper had stored oil paint beneath the eastern staircase."
    assert doubts[cooper] is False


def test_another_article_of_the_same_outlet_is_no_other_outlet():
    again = told("again", "Halin Post", POST.body, "2020-03-03")
    found = beside(POST, again, LANTERN)
    alone = [written(found, one.sentence) for one in found.alone]
    assert alone.count("A retired cooper had stored oil paint beneath the eastern staircase.") == 1
    assert all({one.article for one in passage.sentences} != {0, 1} for passage in found.passages)


def test_articles_of_one_outlet_have_nothing_alone_but_passages():
    found = beside(POST, told("again", "Halin Post", POST.body))
    assert found.alone == ()
    assert len(found.passages) == 2


def test_an_article_without_outlet_is_an_outlet_of_its_own():
    one, other = (told(ref, None, article.body) for ref, article in (("a", POST), ("b", LANTERN)))
    found = beside(one, other)
    assert len(found.passages) == 1
    assert len(found.alone) == 2


def test_a_passage_has_one_sentence_of_an_article():
    twice = told("twice", "Mail", "Old cannery burned on Sunday morning. " * 2)
    found = beside(twice, told("c", "Lantern", "Old cannery burned on Sunday morning."))
    assert [len(passage.sentences) for passage in found.passages] == [2]


def test_the_earliest_comes_first_and_undated_ones_last():
    found = beside(told("x", "X", "A.", None), told("y", "Y", "B.", "2020-03-05"), POST)
    assert [article.id for article in found.articles] == ["post", "y", "x"]


@pytest.mark.parametrize(
    "articles",
    [
        (),
        (POST,),
        (told("empty", "Mail", ""), POST),
        (told("dots", "Mail", "… ! ?"), told("space", "Mail", " \n\n ")),
        tuple(told(f"copy{n}", f"Outlet {n}", POST.body) for n in range(20)),
    ],
    ids=["none", "one", "empty", "no words", "copies"],
)
def test_odd_articles_are_compared_as_others(articles):
    found = beside(*articles)
    assert isinstance(found, Comparison)
    assert found.is_whole
    if len(articles) == 20:
        assert len(found.passages) == 2
        assert found.alone == ()


def test_languages_stem_as_themselves():
    one = told("a", "A", "Die Fischer verließen den brennenden Hafen.", lang="de")
    other = told("b", "B", "Den brennenden Häfen verließ der Fischer.", lang="de")
    (passage,) = beside(one, other).passages
    assert passage.likeness > 0.9


def test_a_huge_article_is_compared_as_far_as_its_share_goes():
    huge = told("huge", "Mail", "Nothing was seen of the tall ship again. " * 20_000 + POST.body)
    found = beside(huge, LANTERN, POST)
    assert not found.is_whole
    assert len(found.passages) == 1
    assert not any(
        one.is_certain for one in found.alone if found.articles[one.sentence.article] is not huge
    )


def test_without_time_what_needs_no_reading_is_given():
    found = beside(POST, LANTERN, seconds=-1)
    assert [article.id for article in found.articles] == ["post", "lantern"]
    assert (found.passages, found.alone, found.terms) == ((), (), ())
    assert not found.is_whole


def test_the_words_that_set_articles_apart_are_those_that_most_have():
    found = beside(POST, LANTERN, told("third", "Mail", "Harbours! The old cannery’s burning."))
    assert {"old cannery", "harbour", "burned"} <= {*found.terms}
    assert len(found.terms) <= 6
    assert "cooper" not in found.terms
