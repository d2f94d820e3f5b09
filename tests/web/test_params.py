"""Request arguments: every name of the API is read, every mistake is named."""

import contextlib
import datetime as dt
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.arguments import BadParameter
from web.params import ALIASES, FILTERS, SearchParams
from web.requested import read

SATURDAY = dt.datetime(2026, 11, 21, 18, 0, tzinfo=dt.timezone.utc)


def params(text: str, also=()) -> SearchParams:
    pairs = parse_qsl(text, keep_blank_values=True)
    return read(pairs, also=also, clock=lambda: SATURDAY)


def refused(text: str) -> BadParameter:
    with pytest.raises(BadParameter) as caught:
        params(text)
    return caught.value


@pytest.mark.parametrize(
    "name", [name for names in ALIASES.items() for name in (names[0], *names[1])]
)
def test_every_name_and_alias_is_known(name):
    own = next(own for own, aliases in ALIASES.items() if name in (own, *aliases))
    good = {
        "has": "quote",
        "from": "2017",
        "to": "2017",
        "added_since": "3.12",
        "sort": "newest",
        "page": "2",
        "per_page": "5",
        "offset": "3",
        "facets": "outlet",
        "facet_size": "7",
        "facet_without": "outlet",
        "facet_empty": "1",
        "snippets": "1",
        "snippet_length": "100",
        "highlight": "none",
        "fields": "title",
        "duplicates": "show",
        "explain": "1",
        "semantic": "1",
        "strict": "1",
        "now": "2020-01-01",
        "tz": "Asia/Tokyo",
        "format": "json",
    }
    if own == "cursor":
        assert refused(f"{name}=x").parameter == "cursor"
    else:
        params(f"{name}={good.get(own, 'x')}")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("outlt", "outlet"),
        ("perpage", "per_page"),
        ("Sort", "sort"),
        ("facetsize", "facet_size"),
        ("date-from", "date_from"),
        ("duplicate", "duplicates"),
    ],
)
def test_a_mistyped_name_is_refused_and_the_nearest_named(typed, meant):
    error = refused(f"{typed}=x")
    assert error.parameter == typed
    assert error.suggestion == meant
    assert meant in str(error)


def test_one_parameter_under_two_names_is_refused():
    assert refused("q=a&query=b").parameter == "query"
    assert refused("page=1&page=2").parameter == "page"


def test_empty_fields_of_a_form_ask_nothing():
    assert params("q=&outlet=&from=&to=&page=&sort=") == params("")


def test_names_of_the_caller_are_passed_over():
    assert params("q=a&view=grid", also=("view",)).q == "a"


def test_outlets_are_alternatives_however_they_are_given():
    assert params("outlet=TASS,AP").outlet == (("TASS", "AP"),)
    assert params("outlet=TASS&outlet=AP").outlet == (("TASS", "AP"),)
    assert params("outlet=TASS,-AP&outlet=-Pravda").outlet == (("TASS",), ("-AP",), ("-Pravda",))


def test_people_given_twice_must_both_be_there_and_commas_mean_any():
    assert params("people=putin&people=trump").people == (("putin",), ("trump",))
    assert params("people=putin,trump").people == (("putin", "trump"),)


def test_a_name_in_quotes_keeps_its_comma():
    assert params('outlet="Guardian, The",AP').outlet == (("Guardian, The", "AP"),)
    assert params('outlet=-"Guardian, The"').outlet == (("-Guardian, The",),)
    assert params('outlet="Good" Times').outlet == (('"Good" Times',),)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from=2017", dt.date(2017, 1, 1), None),
        ("to=2017", None, dt.date(2017, 12, 31)),
        ("from=2017-02&to=2017-02", dt.date(2017, 2, 1), dt.date(2017, 2, 28)),
        ("since=2017-06-20&until=2017-06-20", dt.date(2017, 6, 20), dt.date(2017, 6, 20)),
        ("from=last-week&to=last-week", dt.date(2026, 11, 9), dt.date(2026, 11, 15)),
        ("start=yesterday&end=today", dt.date(2026, 11, 20), dt.date(2026, 11, 21)),
        ("from=7d", dt.date(2026, 11, 14), None),
        ("from=2017-06-20T10:00:00Z", dt.date(2017, 6, 20), None),
        ("from=2017-06-20T10:00:00+03:00", dt.date(2017, 6, 20), None),
    ],
)
def test_dates_partial_or_relative_include_their_whole_period(text, first, last):
    found = params(text)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("value", ["20", "0", "-1", "100", "99999", "20170620", "1000000000000"])
def test_an_integer_that_is_no_year_is_answered_with_use_offset(value):
    error = refused(f"from={value}")
    assert error.parameter == "from"
    assert "use offset" in str(error)


@pytest.mark.parametrize(
    "value",
    ["2022-13-40", "2017-02-30", "soon", "2017..2018", ">2017", "[2017 TO 2018]", "0000-00"],
)
def test_what_is_no_date_is_refused(value):
    assert refused(f"to={value}").parameter == "to"


def test_a_range_the_wrong_way_round_is_refused():
    assert refused("from=2018&to=2017").parameter == "to"


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=two", "page"),
        ("page=1.5", "page"),
        ("page=٣", "page"),
        ("per_page=0", "per_page"),
        ("per_page=201", "per_page"),
        ("limit=500", "per_page"),
        ("offset=-1", "offset"),
        ("page=2&offset=3", "offset"),
        ("snippets=11", "snippets"),
        ("snippet_length=1", "snippet_length"),
        ("facet_size=0", "facet_size"),
        ("facets=outlets", "facets"),
        ("fields=titel", "fields"),
        ("sort=date", "sort"),
        ("highlight=xml", "highlight"),
        ("explain=maybe", "explain"),
        ("strict=2", "strict"),
        ("now=whenever", "now"),
        ("tz=Europe/Nowhere", "tz"),
        ("tz=../../etc/passwd", "tz"),
        ("tz=Europe", "tz"),
        ("format=csv", "format"),
        ("duplicates=hide", "duplicates"),
        ("cursor=abc", "cursor"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(text, parameter):
    error = refused(text)
    assert error.parameter == parameter
    assert parameter in str(error)


def test_a_page_number_of_thousands_of_digits_is_only_past_the_end():
    assert params("page=" + "9" * 5000).skip > 10**8
    assert params("page=" + "0" * 5000 + "2").page == 2


def test_years_facets_have_short_names():
    assert params("facets=year,outlet,date:year").facets == ("date:year", "outlet")


def test_now_and_tz_decide_what_today_is():
    assert params("from=today&now=2026-01-01T20:00:00Z&tz=Asia/Tokyo").first == dt.date(2026, 1, 2)
    assert params("from=today&now=2026-01-01T20:00:00Z&tz=-05:00").first == dt.date(2026, 1, 1)
    assert params("from=today&tz=Asia/Tokyo").first == dt.date(2026, 11, 22)
    assert params("from=today").first == dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    "changes",
    [
        {"q": "b", "sort": "oldest"},
        {"outlet": (), "date_from": None, "more": ()},
        {"page": 4},
        {"explain": True, "page": 2, "offset": None, "added": None},
    ],
)
def test_an_address_with_changes_is_that_of_the_changed_search(changes):
    here = replace(params("q=a&outlet=TASS&from=2017&page=3"), more=(("view", "lines"),))
    first = {} if "page" in changes else {"page": 1, "offset": None}
    assert here.url(**changes) == replace(here, **{**first, **changes}).url()


def test_searches_of_a_day_are_alike_and_all_others_are_not():
    asked = params("q=a&now=2017-06-20T10:00:00Z")
    assert asked.key() == params("q=a&now=2017-06-20T10:00:00Z").key()
    moment = asked.moment
    assert moment is not None
    later = replace(asked, moment=moment + dt.timedelta(hours=3))
    assert later.key() == asked.key()
    others = [replace(asked, moment=moment + dt.timedelta(days=1))]
    others += [replace(asked, q="b"), replace(asked, outlet=(("TASS",),))]
    others += [replace(asked, explain=True), replace(asked, more=(("view", "lines"),))]
    assert asked.key() not in [one.key() for one in others]


def test_a_link_says_only_what_was_asked():
    assert params("").url() == "/search"
    assert params("q=a+b&page=1&per_page=20").url() == "/search?q=a+b"
    assert params("query=a&since=2017-06").url("/api/search") == "/api/search?q=a&from=2017-06"


def test_changing_a_search_leads_to_its_first_page():
    here = params("q=a&page=7&outlet=TASS")
    assert here.url(page=8) == "/search?q=a&outlet=TASS&page=8"
    assert here.url(sort="newest") == "/search?q=a&outlet=TASS&sort=newest"
    assert here.adding("outlet", "AP").url() == "/search?q=a&outlet=TASS,AP"
    assert here.adding("people", "x").adding("people", "y").url().endswith("&people=x&people=y")
    assert here.removing("outlet", "TASS").url() == "/search?q=a"


values = st.text(min_size=1, max_size=12).map(str.strip).filter(lambda text: text.lstrip("-"))


@given(
    q=st.text(max_size=40).filter(lambda text: text == "" or text.strip() != ""),
    groups=st.lists(st.lists(values, min_size=1, max_size=3), max_size=3),
    filter_name=st.sampled_from([name for name in FILTERS if name != "has"]),
    page=st.integers(1, 10**6),
)
@settings(deadline=None)
def test_a_link_reads_back_as_the_search_it_was_made_from(q, groups, filter_name, page):
    made = SearchParams(q=q, page=page)
    for group in groups:
        for value in group:
            if not value.startswith("-") and value.isprintable() and value != '"':
                made = made.adding(filter_name, value)
    back = params(urlsplit(made.url(page=page)).query)
    assert back.url(page=page) == made.url(page=page)
    assert back.q == "".join("�" if "\ud800" <= c <= "\udfff" else c for c in q)


@given(st.lists(st.tuples(st.sampled_from(sorted(ALIASES)), st.text(max_size=30)), max_size=5))
def test_any_values_are_read_or_refused_and_never_worse(pairs):
    with contextlib.suppress(BadParameter):
        read(pairs, clock=lambda: SATURDAY).url()


def test_what_an_article_can_have_is_known():
    assert params("has=quote&has=-outlet").has == (("quote",), ("-outlet",))
    error = refused("q=a&has=-outlt")
    assert (error.parameter, error.suggestion) == ("has", "outlet")
