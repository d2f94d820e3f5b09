"""Who is who across an archive: namesakes apart, and whom a family name alone means."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article import Person
from search.extract import Survey, people
from tests.extract.invented import LEAD, read

BASE = read(LEAD, title="Strike")


def named(name, *people_named):
    found = tuple(Person(f"own-{p[0]}", p[0], tuple(p), 1) for p in people_named)
    return replace(BASE, id=name, people=found)


def survey_of(articles):
    survey = Survey()
    for one in articles:
        survey.observe(one)
    return survey


def resolved(*articles):
    survey = survey_of(articles)
    return [survey.resolve(one) for one in articles]


def names(article):
    return [person.name for person in article.people]


FULL = [named(f"full-{number}", ["Ada Marlowe"]) for number in range(6)]


def test_father_and_son_of_one_name_are_two_people():
    articles = [
        named("a", ["George W. Marsh"]),
        named("b", ["George W. Marsh", "Marsh"]),
        named("c", ["George H. W. Marsh"]),
        named("d", ["George H.W. Marsh"]),
    ]
    found = [one.people[0] for one in resolved(*articles)]
    assert found[0].id == found[1].id != found[2].id == found[3].id
    assert found[0].id == "george-w-marsh"


def test_a_plain_name_between_two_namesakes_is_neither():
    articles = [named("a", ["George W. Marsh"]), named("b", ["George H. W. Marsh"])]
    found = resolved(*articles, named("c", ["George Marsh"]))
    assert len({one.people[0].id for one in found}) == 3


def test_a_plain_name_is_the_one_with_the_initial_where_there_is_no_other():
    found = resolved(named("a", ["Donald J. Carver"]), named("b", ["Donald Carver"]))
    assert len({one.people[0].id for one in found}) == 1


def test_a_slip_in_a_middle_name_changes_nobody_else():
    plain = [named(f"p{number}", ["Hilda Ward"]) for number in range(20)]
    others = [named("a", ["Hilda Rose Ward"]), named("b", ["Hilda Ruse Ward"])]
    found = resolved(*plain, *others)
    assert {one.people[0].name for one in found[:21]} == {"Hilda Ward"}


def test_a_family_name_alone_is_the_one_everybody_means_by_it():
    lone = named("lone", ["Marlowe"])
    (person,) = resolved(lone, *FULL)[0].people
    assert (person.id, person.name) == ("ada-marlowe", "Ada Marlowe")
    assert person.as_written == ("Marlowe",)


def test_the_archive_says_that_it_told_who_that_is():
    lone = replace(read(f"Marlowe spoke. {LEAD} Mr. Marlowe left.", name="lone"))
    assert lone.provenance["people"].method == "tagger"
    found = survey_of([lone, *FULL]).resolve(lone)
    assert names(found) == ["Ada Marlowe"]
    assert found.provenance["people"].method == "tagger+archive"
    assert Survey().resolve(found).provenance["people"].method == "tagger"


@pytest.mark.parametrize(
    "others",
    [
        FULL[:4],
        [*FULL, named("other", ["Bruno Marlowe"])],
        [*FULL, named("given", ["Marlowe Quist"])],
        [],
    ],
    ids=["too few", "two bearers", "also a given name", "nobody"],
)
def test_a_family_name_alone_stays_open_where_in_doubt(others):
    lone = named("lone", ["Marlowe"])
    (person,) = resolved(lone, *others)[0].people
    assert (person.id, person.name) == ("marlowe", "Marlowe")


def test_relatives_named_beside_the_one_everybody_means_are_no_doubt():
    together = [named(f"t{n}", ["Ada Marlowe"], ["Bruno Marlowe"]) for n in range(3)]
    assert names(resolved(named("lone", ["Marlowe"]), *FULL, *together)[0]) == ["Ada Marlowe"]


def test_a_name_that_an_outlet_goes_by_is_somebody_only_with_a_title():
    many = [named(f"m{n}", ["Mike Bloomberg"]) for n in range(9)]
    told, titled = (
        replace(named(name, ["Bloomberg"]), body=body)
        for name, body in (("a", "Sources told Bloomberg."), ("b", "So said Mayor Bloomberg."))
    )
    spans = [((13, 22),), ((14, 23),)]
    told, titled = (
        replace(one, people=(replace(one.people[0], spans=places),))
        for one, places in zip((told, titled), spans, strict=True)
    )
    found = resolved(told, titled, *many)
    assert names(found[0]) == ["Bloomberg"]
    assert names(found[1]) == ["Mike Bloomberg"]


def test_a_pet_form_of_the_given_name_is_no_rival():
    formal = [named(f"f{n}", ["William Hargrove"]) for n in range(3)]
    usual = [named(f"u{n}", ["Bill Hargrove"]) for n in range(6)]
    assert names(resolved(named("lone", ["Hargrove"]), *formal, *usual)[0]) == ["Bill Hargrove"]


def article_of(body, name="one"):
    one = read(body, "record", name=name, title="Strike")
    return replace(one, people=people.people(one.body, None, "en").persons)


def test_whoever_holds_the_office_is_not_the_relative_named_in_full():
    body = "Bruno Marlowe met voters.\n\nHe and President Marlowe left. Later Bruno Marlowe sang."
    one = article_of(body)
    assert names(one) == ["Bruno Marlowe"]
    many = [named(f"m{n}", ["Ada Marlowe"]) for n in range(30)]
    found = survey_of([one, *many]).resolve(one)
    assert names(found) == ["Bruno Marlowe", "Ada Marlowe"]
    assert [one.body[slice(*p.spans[0])] for p in found.people] == ["Bruno Marlowe", "Marlowe"]
    assert names(Survey().resolve(one)) == ["Bruno Marlowe"]


def test_a_family_name_alone_is_the_father_where_only_the_son_is_named_in_full():
    one = article_of("Ada Marlowe Jr. spoke. The crowd cheered Marlowe. Marlowe Jr. left.")
    many = [named(f"m{n}", ["Ada Marlowe"]) for n in range(30)]
    found = survey_of([one, *many]).resolve(one)
    assert {p.name: p.mentions for p in found.people} == {"Ada Marlowe": 1, "Ada Marlowe Jr.": 2}


def test_who_is_named_alone_before_the_introduction_is_not_the_one_introduced():
    body = (
        "Mr. Marlowe spoke on Monday. The crowd cheered Marlowe.\n\n"
        "The cousin, Bruno Marlowe, was absent."
    )
    one = article_of(body)
    many = [named(f"m{n}", ["Ada Marlowe"]) for n in range(30)]
    found = survey_of([one, *many]).resolve(one)
    assert {p.name: p.mentions for p in found.people} == {"Ada Marlowe": 2, "Bruno Marlowe": 1}


def test_a_family_name_after_its_introduction_is_the_one_introduced():
    one = article_of("Bruno Marlowe spoke. The crowd cheered Marlowe. Marlowe left.")
    many = [named(f"m{n}", ["Ada Marlowe"]) for n in range(30)]
    assert names(survey_of([one, *many]).resolve(one)) == ["Bruno Marlowe"]


SOME = ["Ada Marlowe", "Ada B. Marlowe", "Ada C. Marlowe", "Marlowe", "Bruno Marlowe", "Quist"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SOME), max_size=25), st.randoms())
def test_neither_order_nor_what_was_taken_back_matters(chosen, random):
    articles = [named(f"n{number}", [name]) for number, name in enumerate(chosen)]
    survey = survey_of(articles)
    shuffled = articles[:]
    random.shuffle(shuffled)
    other = survey_of([*shuffled, FULL[0]])
    other.forget(FULL[0])
    assert other.to_bytes() == survey.to_bytes()
    found = [survey.resolve(one) for one in articles]
    assert found == [other.resolve(one) for one in articles]
    again = survey_of(found)
    assert again.to_bytes() == survey.to_bytes()
    assert [again.resolve(one) for one in found] == found
    copy = Survey.from_bytes(survey.to_bytes())
    assert [copy.resolve(one) for one in articles] == found
