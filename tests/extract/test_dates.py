"""When an article was published; never a guess."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.extract.datetext import dates, is_date_line
from tests.extract.invented import LEAD, MORE, read, text


def when(one):
    return (
        (str(one.first_day), one.date_precision)
        if one.first_day == one.last_day
        else (str(one.first_day), str(one.last_day), one.date_precision)
    )


DAY = ("2017-04-12", "day")


@pytest.mark.parametrize(
    "stated",
    [
        "2017-04-12",
        "2017-04-12T23:30:00-05:00",
        "2017/04/12 08:00",
        "20170412",
        "Wed, 12 Apr 2017 10:00:00 GMT",
        "April 12, 2017",
        "Apr 12 2017 | 8:13 PM IST",
        "12.04.2017",
        "12 апреля 2017 г.",
        "12 de abril de 2017",
        "2017年4月12日",
        "1491998400",
        "1491998400000",
        "20170412T101500Z",
        "201704121015",
        "Wednesday, 12-Apr-17 10:00:00 GMT",
        "2017-04-12T10:00:00Z, 2017-04-12T10:00:00Z",
        "12 d’abril de 2017",
        "12 квітня 2017",
        "12 kwietnia 2017 r.",
        "12 Nisan 2017",
        "12 أبريل 2017",
        "12 نيسان 2017",
        "12 באפריל 2017",
        "१२ अप्रैल २०१७",
        "2017년 4월 12일",
        "12. huhtikuuta 2017",
        "Le 12 avril 2017 à 10h30",
    ],
)
def test_a_stated_date_is_read_as_the_day_written(stated):
    assert when(read(LEAD, date=stated)) == DAY


def test_a_stated_month_or_year_is_no_day():
    assert when(read(LEAD, date="2017-06")) == ("2017-06-01", "2017-06-30", "month")
    assert when(read(LEAD, date="June 2017")) == ("2017-06-01", "2017-06-30", "month")
    assert when(read(LEAD, date="2017")) == ("2017-01-01", "2017-12-31", "year")


@pytest.mark.parametrize(
    "stated", ["2017-02-30", "31 April 2016", "2017-13-01", "yesterday", "0000-00-00"]
)
def test_what_is_no_date_is_refused_and_said(stated):
    one = read(text("OSTWICK, May 3, 2019 (AP) — " + LEAD), date=stated)
    assert (one.first_day, one.last_day, one.date_precision) == (None, None, None)
    refused = one.provenance["date"]
    assert (refused.method, refused.text, refused.confidence) == ("refused", stated, 0.0)


def test_a_future_date_is_flagged():
    one = read(LEAD, date="2150-01-01", stated_by={"date": "column:date"})
    assert one.provenance["date"].method == "column:date+future"
    assert one.provenance["date"].confidence < 0.5


def test_an_ambiguous_date_is_read_by_country():
    assert when(read(LEAD, date="03/04/2017", outlet="CNN"))[0] == "2017-03-04"
    assert when(read(LEAD, date="03/04/2017", outlet="The Guardian"))[0] == "2017-04-03"


def test_an_ambiguous_date_is_read_by_another_date():
    one = read(text("Strike", "Published: 3 April 2017", LEAD), date="03/04/2017")
    assert when(one) == ("2017-04-03", "day")


def test_an_ambiguous_date_alone_keeps_both_readings():
    one = read(LEAD, date="03/04/2017")
    assert one.date_precision == "year"
    assert one.provenance["date"].alternatives == ("2017-03-04", "2017-04-03")


@pytest.mark.parametrize(
    ("line", "method"),
    [
        ("Last Updated : Apr 12 2017 | 8:13 PM IST", "updated"),
        ("Published: Wednesday, April 12, 2017, 9:00 GMT", "label"),
        ("Veröffentlicht am 12. April 2017", "label"),
        ("12 April 2017    Read: 1344", "standalone"),
        ("By Jane Doe, 12 April 2017", "standalone"),
        ("Jane Doe and John Roe, Ostwick Gazette - Apr 12, 2017 3:06 pm UTC", "standalone"),
        ("Ostwick Gazette / 05:42 AM April 12, 2017", "standalone"),
        ("2017-04-12 Jane Doe All, Boats, Strikes, News", "standalone"),
        ("Updated 0339 GMT (1139 HKT) April 12, 2017", "updated"),
        ("By JANE DOE - 2017-04-12", "standalone"),
        ("By Jane DoePublished: Apr 12, 2017", "label"),
        ("Apr 12, 20176:46 PM", "standalone"),
        ("4/12/2017 12:15 PM PT", "standalone"),
        ("Published 8:00 PM EST, Wed April 12, 2017", "label"),
        ("April 12, 2017, 10:00 PM UTC / Updated April 14, 2017, 9:00 AM UTC", "standalone"),
        ("Mis en ligne le mercredi 12 avril 2017 à 10h30", "label"),
        ("Publicado el 12 de abril de 2017", "label"),
        ("Опубликовано: 12 апреля 2017, 10:30", "label"),
        ("Opublikowano: 12 kwietnia 2017 r.", "label"),
        ("Yayınlanma tarihi: 12 Nisan 2017", "label"),
        ("تاريخ النشر: 12 أبريل 2017", "label"),
        ("发布时间：2017年4月12日 10:30", "label"),
        ("입력 2017. 4. 12. 10:30", "label"),
    ],
)
def test_a_line_at_the_top_gives_the_date(line, method):
    one = read(text("Pilots of Ostwick go on strike", line, LEAD, MORE))
    assert when(one) == DAY
    assert one.provenance["date"].method == method


def test_a_day_of_a_change_alone_is_less_likely_than_not_that_of_publication():
    for line in ("Last updated: April 12, 2017", "Updated 0339 GMT April 12, 2017"):
        evidence = read(text("Strike at the harbour", line, LEAD, MORE)).provenance["date"]
        assert evidence.method == "updated"
        assert 0.25 < evidence.confidence < 0.5


def test_a_dateline_gives_the_date():
    one = read(text("Pilots go on strike", "OSTWICK, April 12, 2017 (AP) — " + LEAD, MORE))
    assert when(one) == DAY
    assert one.provenance["date"].method == "dateline"


@pytest.mark.parametrize(
    "path", ["/2017/04/12/strike", "/world/20170412-strike", "/2017/apr/12/strike"]
)
def test_the_path_of_a_url_gives_the_date(path):
    assert when(read(LEAD, url=f"https://example.org{path}")) == DAY


def test_the_date_by_the_title_is_not_that_of_the_page_or_of_another_article():
    one = read(
        text("Sunday, April 16, 2017", "Ostwick Gazette", "Weather: rain", "Strike at the harbour")
        + "\n\nBy Jane Doe\n\nApril 12, 2017\n\n"
        + text(LEAD, MORE, LEAD, MORE, "More news", "Bakers sing", "April 9, 2017"),
        title="Strike at the harbour",
    )
    assert when(one) == DAY


def test_the_title_nearest_above_the_article_has_its_date():
    head = "Pilots of Ostwick go on strike"
    one = read(text(head, "July 10, 2016", "News", head, "Ostwick Gazette / 12 April 2017", LEAD))
    assert when(one) == DAY


def test_a_date_under_the_headline_of_another_article_is_not_that_of_this_one():
    menu = ("Share", "Email", "Print", "Save", "Follow us", "Most read", "Video", "More", "Next")
    other = ("Who will mend the clock of Ostwick?", "12 April 2017")
    head = "Pilots of Ostwick go on strike"
    one = read(text(head, *menu, *other, LEAD, MORE), title=head)
    assert one.first_day is None


@pytest.mark.parametrize(
    "line",
    ["• Treaty signed 4 May 1921", "* This page was last edited on 2 April 2024, at 13:18 (UTC)."],
)
def test_what_a_list_or_a_page_dates_of_something_else_is_no_date_of_the_article(line):
    assert read(text("Treaty of Ostwick", line, LEAD, MORE)).first_day is None


@pytest.mark.parametrize(
    "line", ["* 12 April 2017", "* Wednesday, April 12, 2017 10:30", "• By J. Doe, 12 April 2017"]
)
def test_a_byline_may_stand_in_a_list(line):
    assert when(read(text("Pilots of Ostwick go on strike", line, LEAD, MORE))) == DAY


def test_a_date_that_a_report_names_is_not_that_of_the_report():
    one = read(text("Profit falls", "OSTWICK, April 12 - " + LEAD, "Record March 31, 2017", MORE))
    assert one.first_day is None
    assert one.partial_date
    assert (one.partial_date.month, one.partial_date.day) == (4, 12)


@pytest.mark.parametrize(
    ("stated", "shown", "day"),
    [
        ("2017-04-13T01:48:19Z", "April 12, 2017 at 8:48 p.m.", "2017-04-12"),
        ("2017-04-11T18:30:00+00:00", "April 12, 2017 - 5:30am", "2017-04-12"),
        ("2017-04-12T01:48:19Z", "April 12, 2017", "2017-04-12"),
        ("2017-04-11T22:57:00-05:00", "April 12, 2017 3:57 AM", "2017-04-12"),
        ("2017-04-12T22:57:00-05:00", "April 13, 2017 3:30 AM", "2017-04-12"),
        ("Thu Apr 13 2017 03:05:46 GMT+0000", "April 12, 2017", "2017-04-12"),
        ("2017-04-12T10:00:00Z", "Last updated April 14, 2017", "2017-04-12"),
    ],
)
def test_a_time_in_universal_time_is_of_the_day_that_the_page_shows(stated, shown, day):
    one = read(text("Strike", shown, LEAD, MORE), title="Strike", date=stated)
    assert when(one) == (day, "day")
    if stated[:10] != day and stated[:2] == "20":
        assert one.provenance["date"].method == "stated+local"
        assert one.provenance["date"].alternatives == (stated[:10],)


def test_a_day_that_it_is_nowhere_in_the_country_is_not_taken_for_the_local_one():
    shown = text("Strike", "Thursday 13 April 2017 05:39, UK", LEAD, MORE)
    one = read(shown, title="Strike", date="2017-04-12T16:22:00Z", outlet="BBC News")
    assert when(one) == DAY


def test_what_a_page_states_and_nobody_can_read_does_not_hide_what_it_shows():
    by = {"date": "html:time"}
    shown = text("Strike", "April 12, 2017", LEAD, MORE)
    one = read(shown, title="Strike", date="2016-02-112017-04-12", stated_by=by)
    assert when(one) == DAY
    nothing = read(text("Strike", LEAD, MORE), date="2016-02-112017-04-12", stated_by=by)
    assert nothing.provenance["date"].method == "refused"


def test_the_month_in_a_url_is_a_month_and_dates_what_leaves_the_year_out():
    url = "https://example.org/2017/04/strike"
    assert when(read(LEAD, url=url)) == ("2017-04-01", "2017-04-30", "month")
    one = read(text("Strike", "OSTWICK, April 12 (AP) — " + LEAD, MORE), url=url)
    assert when(one) == DAY
    assert one.provenance["date"].method == "dateline+url"


def test_the_day_an_article_shows_is_later_than_that_of_its_address():
    url = "https://example.org/strike-20170410-p5.html"
    assert when(read(text("Strike", "April 12, 2017", LEAD, MORE), url=url)) == DAY
    other = read(text("Strike", "July 10, 2015", LEAD, MORE), url=url)
    assert when(other) == ("2017-04-10", "day")
    assert other.provenance["date"].alternatives == ("2015-07-10",)


def test_a_date_in_running_text_is_no_date_of_publication():
    one = read(text("Strike", LEAD, "The last strike began on April 12, 2017 and " + MORE))
    assert one.first_day is None
    assert "date" not in one.provenance


def test_a_dateline_without_a_year_waits_for_the_archive():
    one = read(text("Strike", "OSTWICK, June 20. /TASS/. " + LEAD[:-1] + " on Tuesday.", MORE))
    assert one.first_day is None
    assert one.partial_date
    assert (one.partial_date.month, one.partial_date.day, one.partial_date.weekday) == (6, 20, 1)


def test_a_picture_and_its_weekday_give_the_day():
    caption = "© AFP / Jane DoeThe quay of Ostwick, April 12, 2017"
    one = read(text("Strike", caption, LEAD[:-1] + " on Wednesday.", MORE))
    assert when(one) == DAY
    assert one.provenance["date"].alternatives == ("2017-04-13",)
    other = read(text("Strike", caption, LEAD[:-1] + " on Friday.", MORE))
    assert other.first_day is None


def test_a_picture_and_a_later_event_give_the_month():
    caption = "© AFP / Jane DoeThe quay of Ostwick, 13 Jun 2017"
    one = read(text("Strike", caption, LEAD, MORE[:-1] + " after the storm of June 19."))
    assert when(one) == ("2017-06-01", "2017-06-30", "month")
    assert read(text("Strike", caption, LEAD, MORE)).first_day is None


@pytest.mark.parametrize(
    "words",
    [
        "We met. 73% said no",
        "No. 2270 of 1",
        "Read: 1344",
        "we may 12 times",
        "May 3-5",
        "v1.2.2017",
        "10:30 May",
    ],
)
def test_numbers_that_are_no_dates(words):
    assert dates(words) == []


def test_a_line_of_a_date_and_little_else():
    assert is_date_line("12 February 2018    Read: 1344")
    assert not is_date_line("On 12 February 2018 the pilots of Ostwick went on strike again")


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_a_day_reads_back_in_every_form(day):
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%a, %d %b %Y 10:00:00 +0000"):
        assert [one.date for one in dates(day.strftime(form))] == [day]
