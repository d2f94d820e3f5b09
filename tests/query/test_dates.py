"""Dates of a query, on Saturday 21 November 2026."""

from __future__ import annotations

import datetime as dt

import pytest

from search.query import parse
from search.query.tree import DateRange

NOW = dt.datetime(2026, 11, 21, 23, 59)  # noqa: DTZ001  only the day counts

DAYS = {
    "date:2022": "2022",
    "date:2022-03": "2022-03",
    "date:2022-03-02": "2022-03-02",
    "date: 2022": "2022",
    "date:2022/3/2": "2022-03-02",
    "date:20220302": "2022-03-02",
    "date:2022-03-02T10:00:00Z": "2022-03-02",
    "date:2022-03-01..2022-03-05": "2022-03-01..2022-03-05",
    "date:2022..2023-02": "2022-01-01..2023-02-28",
    "date:..2022-03": "..2022-03-31",
    "date:2022-03..": "2022-03-01..",
    "date:[2022-03-01 TO 2022-03-05]": "2022-03-01..2022-03-05",
    "date:{2022-03-01 TO 2022-03-05}": "2022-03-02..2022-03-04",
    "date:[* TO 2022]": "..2022-12-31",
    "date:>=2022-03": "2022-03-01..",
    "date:>2022-03": "2022-04-01..",
    "date:<=2022-03": "..2022-03-31",
    "date:< 2022-03": "..2022-02-28",
    "since:2022": "2022-01-01..",
    "from:2022-03": "2022-03-01..",
    "until:2022": "..2022-12-31",
    "to:2022-03": "..2022-03-31",
    "after:2022": "2023-01-01..",
    "before:2022": "..2021-12-31",
    "on:2022-03": "2022-03",
    "date:today": "2026-11-21",
    "on:yesterday": "2026-11-20",
    "date:last-week": "2026-11-09..2026-11-15",
    "date:this-week": "2026-11-16..2026-11-22",
    "date:last-month": "2026-10",
    "date:last-year": "2025",
    "after:last-week": "2026-11-16..",
    "date:7d": "2026-11-14..2026-11-21",
    'date:"last 7 days"': "2026-11-14..2026-11-21",
    "newer:7d": "2026-11-14..2026-11-21",
    "since:3w": "2026-10-31..",
    "older:1y": "..2025-11-20",
    "until:6m": "..2026-05-21",
    "newer:2022-03": "2022-03-01..",
    "older:2022-03": "..2022-02-28",
    'date:"2 March 2022"': "2022-03-02",
    'date:"March 2, 2022"': "2022-03-02",
    "date:march-2022": "2022-03",
}


@pytest.mark.parametrize("text", DAYS)
def test_days(text: str) -> None:
    parsed = parse(text, now=NOW)
    assert str(parsed.tree) == "date:" + DAYS[text]
    assert not parsed.notices
    [date] = parsed.dates
    assert parsed.tree == DateRange(date.first, date.last)
    assert text[date.start : date.end] == date.text


def test_newer_and_older_part_the_archive() -> None:
    newer, older = parse("newer:1y", now=NOW).tree, parse("older:1y", now=NOW).tree
    assert isinstance(newer, DateRange)
    assert isinstance(older, DateRange)
    assert newer.first is not None
    assert older.last is not None
    assert (newer.first - older.last).days == 1


def test_a_month_before_the_31st_is_its_last_day() -> None:
    now = dt.datetime(2026, 3, 31, tzinfo=dt.timezone.utc)
    assert str(parse("since:1m", now=now).tree) == "date:2026-02-28.."


@pytest.mark.parametrize(
    "text",
    [
        "date:2022-13-40",
        "date:2022-02-30",
        "date:0000",
        "date:2022-00",
        "after:9999",
        "before:0001",
        "date:..",
        "date:soon",
        "from:Moscow",
        "date:99999y",
        "date:02.03.2022",
        "date:2017,2018",
    ],
)
def test_what_is_no_date_is_left_out(text: str) -> None:
    parsed = parse(f"putin {text}", now=NOW)
    assert str(parsed.tree) == "putin"
    assert [notice.code for notice in parsed.notices] == ["bad-date"]
    assert parsed.dates == ()


def test_a_range_that_runs_backwards_is_turned() -> None:
    parsed = parse("date:2023..2022", now=NOW)
    assert str(parsed.tree) == "date:2022-01-01..2023-12-31"
    [notice] = parsed.notices
    assert (notice.code, notice.suggestion) == ("date-order", "date:2022-01-01..2023-12-31")


def test_dates_in_brackets_and_beside_words() -> None:
    parsed = parse("date:(2017 OR 2018) putin -date:2018-05", now=NOW)
    assert str(parsed.tree) == "(date:2017 OR date:2018) AND putin AND NOT date:2018-05"
    assert [date.text for date in parsed.dates] == ["2017", "2018", "2018-05"]


def test_without_now_the_clock_counts() -> None:
    before = dt.datetime.now(dt.timezone.utc).astimezone().date()
    tree = parse("date:today").tree
    after = dt.datetime.now(dt.timezone.utc).astimezone().date()
    assert tree in (DateRange(before, before), DateRange(after, after))
