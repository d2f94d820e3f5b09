"""The year that an article leaves out, told by its text and by the others of the archive."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article import Source
from search.extract.neighbours import Neighbours, marks
from search.extract.yearclues import CLUES, Clues
from search.extract.years import candidates, likelihoods, told
from tests.extract.invented import LEAD, MORE, read, text

OTHERS = (
    "The bakers of Norwick sing of bread and of honey on the hills above the town.",
    "Snow fell on Eastmoor and the trains to the mountains were late by many hours.",
    "A museum in Southby shows the boats and nets of fishermen who are long dead.",
)


def dated(day, words, name, record=0):
    one = read(text("A report", words, MORE), name=name)
    source = Source("/archive", name.rsplit("/", 1)[0], record, None, "")
    return replace(one, id=name, source=source, first_day=day, last_day=day, date_precision="day")


def archive(*articles):
    found = Neighbours()
    for one in articles:
        found.remember(one)
    return found


def mixed(years=range(2010, 2020)):
    """An archive in which every year tells of the same."""
    return archive(
        *(
            dated(dt.date(year, month, 11), OTHERS[month % 3], f"all/{year}-{month}")
            for year in years
            for month in range(1, 13)
        )
    )


def report(*words, place="open"):
    one = read(text("Strike", "OSTWICK, June 20. /TASS/. " + LEAD, *words), name=place)
    assert one.partial_date
    return one


def year_of(one, neighbours):
    found = told(one, neighbours)
    return found.first_day.year if found.first_day else None


REPORT = report(MORE)


def test_nothing_tells_the_year_where_every_year_is_alike():
    assert year_of(report(MORE), mixed()) is None


@pytest.mark.parametrize(("sure", "expected"), [(0.6, None), (0.7, 2014)])
def test_a_year_stays_open_where_the_others_are_half_as_likely(monkeypatch, sure, expected):
    days = [(dt.date(2014, 6, 20), sure), (dt.date(2013, 6, 20), 1 - sure)]
    monkeypatch.setattr("search.extract.years.likelihoods", lambda *_: days)
    assert year_of(REPORT, mixed()) == expected


def test_what_others_wrote_of_the_same_tells_the_year():
    near = [dated(dt.date(2014, 6, day), LEAD, f"near/{day}") for day in (18, 19, 21)]
    far = [
        dated(dt.date(y, m, 5), OTHERS[m % 3], f"{y}/{m}") for y in (2012, 2017) for m in (1, 6)
    ]
    found = told(report(MORE), archive(*near, *far))
    assert found.first_day == dt.date(2014, 6, 20)
    assert found.provenance["date"].method == "dateline+archive"
    assert found.provenance["date"].alternatives


def test_a_day_told_in_full_tells_the_year():
    one = report("The council had met on June 17, 2013 and on no day since.", MORE)
    assert year_of(one, mixed()) == 2013


def test_articles_read_beside_it_tell_the_year():
    days = [dt.date(2010, 1, 1) + dt.timedelta(11 * n) for n in range(330)]
    others = archive(
        *(dated(day, OTHERS[n % 3], f"dump.txt/{n}", record=n) for n, day in enumerate(days))
    )
    record = next(n for n, day in enumerate(days) if day > dt.date(2016, 6, 20))
    one = report(MORE)
    beside = replace(one, source=Source("/archive", "dump.txt", record, None, ""))
    assert year_of(beside, others) == 2016
    assert year_of(one, others) is None


def test_a_day_that_lies_ahead_is_no_candidate():
    today = dt.datetime.now(dt.timezone.utc).date()
    others = archive(dated(today, OTHERS[0], "now/1"))
    assert all(day <= today for day in candidates(report(MORE), others))


def test_an_archive_without_dates_has_no_candidates():
    assert likelihoods(report(MORE), Neighbours()) == []


def test_how_likely_the_years_are_adds_up_to_one():
    found = likelihoods(report(MORE), mixed())
    assert sum(share for _, share in found) == pytest.approx(1)
    assert [share for _, share in found] == sorted((s for _, s in found), reverse=True)


def test_the_order_of_remembering_does_not_matter():
    some = [dated(dt.date(2014, 6, day), LEAD, f"near/{day}") for day in (18, 19, 21)]
    one = report(MORE)
    assert likelihoods(one, archive(*some)) == likelihoods(one, archive(*some[::-1]))


def test_the_clues_of_a_text():
    one = report("It met on Tuesday, June 19, and in 2012; the vote of 3 May 2011 was lost.")
    clues = Clues.of(one)
    assert clues.years == {2011, 2012}
    assert clues.full == (dt.date(2011, 5, 3),)
    assert clues.dated == ((1, 6, 19),)
    days = [dt.date(2011, 6, 20), dt.date(2012, 6, 20)]
    row = dict(zip(CLUES, clues.rows(days), strict=True))
    assert row["year+0"] == [1.0, 1.0]
    assert row["other-weekday"] == [1.0, 0.0]
    assert row["months"] == [1.0, 0.0]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_clues_and_marks(words):
    one = replace(REPORT, body=words)
    assert len(Clues.of(one).rows([dt.date(2017, 6, 20)])) == len(CLUES)
    assert all(0 <= mark < 1 << 32 for mark in marks(one))
