"""What the archive knows that one article does not."""

import datetime as dt
from dataclasses import replace

import pytest

from search.article import Person
from search.extract import Survey
from tests.extract.invented import LEAD, MORE, read, text

REPORT = text("Strike", "OSTWICK, June 20. /TASS/. " + LEAD[:-1] + " on Tuesday.", MORE)


def dated(day, name, words=LEAD):
    return replace(
        read(text("Strike of the pilots", words, MORE), name=name),
        first_day=day,
        last_day=day,
        date_precision="day",
    )


def archive(*articles):
    survey = Survey()
    for one in articles:
        survey.observe(one)
    return survey


NEAR = [dated(dt.date(2017, 6, day), f"near-{day}") for day in (12, 19, 22)]
FAR = [
    dated(dt.date(year, 1, 5), f"far-{year}", "The bakers of Norwick sing of bread and of honey.")
    for year in (2006, 2010, 2023)
]


def test_the_year_is_that_of_the_articles_about_the_same():
    one = read(REPORT, name="open")
    found = archive(one, *NEAR, *FAR).resolve(one)
    assert found.first_day == found.last_day == dt.date(2017, 6, 20)
    assert found.provenance["date"].method == "dateline+weekday+archive"
    assert found.provenance["date"].confidence >= 0.6
    assert found.provenance["date"].alternatives


def test_an_archive_that_knows_nothing_leaves_the_year_open():
    one = read(REPORT, name="open")
    assert archive(one).resolve(one).first_day is None


def test_resolving_twice_is_resolving_once():
    one = read(REPORT, name="open")
    survey = archive(one, *NEAR, *FAR)
    once = survey.resolve(one)
    assert survey.resolve(once) == once
    assert Survey().resolve(once).first_day is None


def test_the_order_of_reading_does_not_matter():
    forward, backward = archive(*NEAR, *FAR), archive(*FAR[::-1], *NEAR[::-1])
    one = read(REPORT, name="open")
    assert forward.resolve(one) == backward.resolve(one)


def test_a_survey_reads_back():
    survey = archive(*NEAR, *FAR)
    copy = Survey.from_bytes(survey.to_bytes())
    one = read(REPORT, name="open")
    assert copy.resolve(one) == survey.resolve(one)
    assert copy.to_bytes() == survey.to_bytes()


@pytest.mark.parametrize("damaged", [b"", b"DLSV2", b"junk" * 10])
def test_damage_is_said(damaged):
    with pytest.raises(ValueError):
        Survey.from_bytes(damaged)


def named(name, *spellings):
    person = Person("own-id", spellings[0], spellings, 1)
    return replace(read(LEAD, name=name), people=(person,))


def test_one_person_has_one_name_the_commonest():
    articles = [
        named("a", "Sergei Lavrov"),
        named("b", "Sergey Lavrov"),
        named("c", "Sergey Lavrov", "Lavrov"),
    ]
    survey = archive(*articles)
    people = [survey.resolve(one).people[0] for one in articles]
    assert {(person.id, person.name) for person in people} == {("sergey-lavrov", "Sergey Lavrov")}
    assert people[0].as_written == ("Sergei Lavrov",)


def test_resolved_people_are_counted_as_written():
    one, other = named("a", "Sergei Lavrov"), named("b", "Sergey Lavrov")
    survey = archive(one, other)
    again = archive(survey.resolve(one), survey.resolve(other))
    assert again.to_bytes() == survey.to_bytes()


def test_a_file_of_numeric_dates_shows_how_it_writes_them():
    rows = [read(LEAD, name="rows.csv", date=f"{day}/04/2017") for day in range(13, 28)]
    open_one = read(LEAD, name="rows.csv", date="03/04/2017")
    survey = archive(open_one, *rows)
    found = survey.resolve(open_one)
    assert found.first_day == dt.date(2017, 4, 3)
    assert survey.resolve(found) == found
    assert Survey().resolve(found).date_precision == "year"
