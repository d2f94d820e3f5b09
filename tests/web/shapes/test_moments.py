"""Dates as Elasticsearch writes them, brought to days."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.shapes.moments import DEFAULT_FORMATS, FORMATS, bound

NOW = dt.datetime(2021, 3, 17, 15, 30, tzinfo=dt.timezone.utc)


@pytest.mark.parametrize(
    ("text", "how", "day"),
    [
        ("2017-06-20", "gte", "2017-06-20"),
        ("2017-06-20", "gt", "2017-06-21"),
        ("2017-06-20", "lte", "2017-06-20"),
        ("2017-06-20", "lt", "2017-06-19"),
        ("2017-06", "gte", "2017-06-01"),
        ("2017-06", "gt", "2017-07-01"),
        ("2017-06", "lte", "2017-06-30"),
        ("2017-06", "lt", "2017-05-31"),
        ("2016", "lte", "2016-12-31"),
        ("2017-06-20T00:00:00Z", "lt", "2017-06-19"),
        ("2017-06-20T12:00:00Z", "lt", "2017-06-20"),
        ("2017-06-20T12:00:00Z", "gte", "2017-06-21"),
        ("2017-06-20T00:00:00.000Z", "gte", "2017-06-20"),
        ("2017-06-20T01:00:00+03:00", "lte", "2017-06-19"),
        ("1497916800000", "gte", "2017-06-20"),
        ("2017", "gte", "2017-01-01"),
        ("now", "lte", "2021-03-17"),
        ("now/d", "gte", "2021-03-17"),
        ("now-7d/d", "gte", "2021-03-10"),
        ("now-1M/M", "gte", "2021-02-01"),
        ("now-1M/M", "lte", "2021-02-28"),
        ("now/w", "gte", "2021-03-15"),
        ("now-1y", "gt", "2020-03-18"),
        ("2017-01-31||+1M", "lte", "2017-02-28"),
        ("2017-06-20||/y", "lt", "2016-12-31"),
    ],
)
def test_the_day_a_bound_lets_in(text, how, day):
    assert bound(text, how, NOW, DEFAULT_FORMATS).isoformat() == day


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("20/06/2017", "dd/MM/yyyy", "2017-06-20"),
        ("20170620", "yyyyMMdd", "2017-06-20"),
        ("1497916800", "epoch_second", "2017-06-20"),
        ("06/20/2017", "MM/dd/yyyy", "2017-06-20"),
    ],
)
def test_dates_in_a_format_of_their_own(text, form, day):
    assert bound(text, "gte", NOW, (form,)).isoformat() == day


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2017-13", "2017-02-30", "2017-06-20T25:00", "now-", "now+9999999y", "-5x"],
)
def test_what_is_no_date_is_a_value_error(text):
    with pytest.raises(ValueError):
        bound(text, "gte", NOW, DEFAULT_FORMATS)


@given(
    st.text(max_size=30)
    | st.from_regex(r"now([+-]\d{1,6}[yMwdhms]){0,3}(/[yMwd])?", fullmatch=True),
    st.sampled_from(("gte", "gt", "lte", "lt")),
    st.sampled_from(sorted(FORMATS)),
)
def test_any_text_is_a_day_or_a_value_error(text, how, form):
    with contextlib.suppress(ValueError):
        assert isinstance(bound(text, how, NOW, (form, *DEFAULT_FORMATS)), dt.date)


@given(st.dates(dt.date(2, 1, 1), dt.date(9998, 1, 1)))
def test_the_bounds_of_a_day_leave_no_gap(day):
    text = day.isoformat()
    one = dt.timedelta(days=1)
    assert bound(text, "lt", NOW, DEFAULT_FORMATS) + one == bound(
        text, "gte", NOW, DEFAULT_FORMATS
    )
    assert bound(text, "lte", NOW, DEFAULT_FORMATS) + one == bound(
        text, "gt", NOW, DEFAULT_FORMATS
    )
