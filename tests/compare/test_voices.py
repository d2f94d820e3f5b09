"""Who is quoted where, in which words, and how people are spelled."""

from search.article import Person
from tests.compare.fire import beside, mayor, told

POST = told(
    "post",
    "Post",
    "“We will rebuild the cannery brick by brick,” Ada Lunde said. Bo Ek watched.",
    speakers=["ada-lunde"],
    people=(mayor(mentions=2), Person("bo-ek", "Bo Ek", ("Bo Ek",), 1)),
)
LANTERN = told(
    "lantern",
    "Lantern",
    "Lunde: “Friends, we will rebuild that cannery [on the quay] brick by brick.”",
    "2020-03-03",
    speakers=["ada-lunde"],
    people=(mayor("Lunde"),),
)


def test_a_quote_in_two_wordings_is_one_and_what_differs_is_told():
    (quote,) = beside(LANTERN, POST).quotes
    assert quote.speaker == ("ada-lunde", "Ada Lunde")
    assert [said.article for said in quote.wordings] == [0, 1]
    first, second = quote.wordings
    assert first.own == ()
    own = [LANTERN.body[start:end] for start, end in second.own]
    assert own == ["Friends", "that"]
    assert not quote.is_same


def test_the_same_words_are_the_same_though_marks_and_capitals_differ():
    other = told("b", "B", "“we will rebuild the cannery, brick by brick!” she said.")
    (quote,) = beside(POST, other).quotes
    assert quote.is_same


def test_other_words_and_stray_words_are_other_quotes():
    other = told("b", "B", "“We will see about all of that,” she said, and: “the cannery”.")
    assert beside(POST, other).quotes == ()


def test_a_part_of_a_quote_is_the_quote_and_pieces_of_one_article_go_together():
    pieces = told(
        "b", "B", "“We will rebuild the cannery,” she said, “the cannery brick by brick.”"
    )
    (quote,) = beside(POST, pieces).quotes
    assert [(said.article, said.quote) for said in quote.wordings] == [(0, 0), (1, 0), (1, 1)]
    (quote,) = beside(told("a", "A", pieces.body, "2020-03-01"), POST).quotes
    assert all(said.own == () for said in quote.wordings)


def test_half_the_words_by_somebody_else_are_another_quote():
    words = "“Nobody rebuilds a burned cannery brick by brick alone,” he said."
    other = told("b", "B", words, speakers=["bo-ek"])
    assert beside(POST, other).quotes == ()


def test_people_are_told_with_where_they_are_quoted_and_named():
    voices = beside(POST, LANTERN).voices
    assert [(voice.name, voice.mentions, voice.quotes) for voice in voices] == [
        ("Ada Lunde", (2, 1), ((0,), (0,))),
        ("Bo Ek", (1, 0), ((), ())),
    ]


def named(ref: str, *written: str):
    people = (Person("sergei-lavrov", "Sergei Lavrov", written, 2),)
    return told(ref, ref, "He spoke.", people=people)


def test_a_name_in_two_spellings_is_told_with_its_articles():
    found = beside(named("a", "Sergei Lavrov", "Lavrov"), named("b", "Sergey Lavrov"))
    (spellings,) = found.spellings
    assert spellings.name == "Sergei Lavrov"
    assert spellings.spellings == (("Sergei Lavrov", (0,)), ("Sergey Lavrov", (1,)))


def test_a_shorter_name_an_initial_or_capitals_are_no_other_spelling():
    assert beside(named("a", "Sergei Lavrov"), named("b", "Lavrov")).spellings == ()
    assert beside(named("a", "Sergei Lavrov"), named("b", "Sergei V. Lavrov")).spellings == ()
    assert beside(named("a", "Sergei Lavrov"), named("b", "SERGEI LAVROV")).spellings == ()
    assert beside(named("a", "Sergei"), named("b", "Lavrov")).spellings == ()


def test_an_accent_is_another_spelling():
    found = beside(named("a", "Enrique Peña"), named("b", "Enrique Pena"))
    assert len(found.spellings) == 1
