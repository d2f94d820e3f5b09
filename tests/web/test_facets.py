"""Facets over HTTP: what else could be chosen, what is excluded, and counts by date."""

import datetime as dt

import pytest

from search.engine import FacetCount
from tests.web.test_api import ask
from web.arguments import BadParameter
from web.histogram import filled
from web.params import SearchParams

FACETS = "outlet,people,lang,agency,year,month,day"


def facets(client, **asked) -> dict[str, dict[str | None, int]]:
    found = client.get("/api/facets", query_string={"facets": FACETS, **asked})
    assert found.status_code == 200, found.text
    return {
        name: {one["value"]: one["count"] for one in counts}
        for name, counts in found.get_json()["facets"].items()
    }


FILTERS = {
    "outlet": {"outlet": "Evening Post"},
    "people": {"people": "jon-marsh"},
    "lang": {"lang": "en"},
    "agency": {"agency": "Coast Wire"},
    "date": {"from": "2021-02", "to": "2021"},
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_facet_is_counted_as_if_its_own_filter_were_not_given(client, name):
    every = {one: value for filters in FILTERS.values() for one, value in filters.items()}
    for given in (FILTERS[name], {**FILTERS[name], **FILTERS["lang"]}, every):
        others = {key: value for key, value in given.items() if key not in FILTERS[name]}
        here = facets(client, **given, facet_without=name)
        narrowed, wide = facets(client, **given), facets(client, **others)
        for facet in here:
            is_free = facet.partition(":")[0] == name
            assert here[facet] == (wide if is_free else narrowed)[facet], (facet, given)


def test_an_excluded_value_is_counted_among_what_could_be_chosen(client):
    without = facets(client, outlet="-Evening Post")["outlet"]
    assert "Evening Post" not in without
    free = facets(client, outlet="-Evening Post", facet_without="outlet")["outlet"]
    assert free == {**without, "Evening Post": 2}


def test_the_result_itself_stays_as_narrow_as_it_is(client):
    asked = {"outlet": "Evening Post", "facets": "outlet"}
    narrowed = ask(client, "", **asked)
    free = ask(client, "", **asked, facet_without="outlet")
    assert (free["total"], free["undated_excluded"]) == (2, 0)
    assert free["results"] == narrowed["results"]
    assert len(free["facets"]["outlet"]) > len(narrowed["facets"]["outlet"]) == 1
    following = ask(client, "", **asked, facet_without="outlet", per_page=1)["next"]
    assert "facet_without=outlet" in following


def test_other_names_of_a_facet_are_known_and_no_others(client):
    given = {"from": "2021", "facets": "year"}
    expected = ask(client, "", **given, facet_without="date")["facets"]
    for name in ("year", "date:month", "day,outlet"):
        assert ask(client, "", **given, facet_without=name)["facets"] == expected
    refused = client.get("/api/search?facet_without=outlt")
    assert (refused.status_code, refused.get_json()["suggestion"]) == (400, "outlet")


def test_periods_are_in_order_none_is_cut_and_undated_come_last(client):
    found = ask(client, "", facets="date:month", facet_size=1)["facets"]["date:month"]
    assert [(one["value"], one["count"]) for one in found] == [
        ("2019-05", 1),
        ("2020-07", 1),
        ("2021-02", 1),
        ("2021-03", 3),
        (None, 1),
    ]
    assert sum(one["count"] for one in found) == ask(client, "")["total"]


def test_empty_periods_are_told_where_they_are_wanted(client):
    found = facets(client, facet_empty=1)
    assert list(found["date:year"].items()) == [
        *(("2019", 1), ("2020", 1), ("2021", 4), (None, 1))
    ]
    months = found["date:month"]
    assert list(months)[:2] == ["2019-05", "2019-06"]
    assert list(months)[-2:] == ["2021-03", None]
    assert len(months) == 24
    assert sum(months.values()) == 7
    days = facets(client, facet_empty=1, **{"from": "2021-03", "to": "2021-03-10"})["date:day"]
    assert list(days.values()) == [1, 0, 1, 1, *[0] * 6]
    free = facets(client, facet_empty=1, facet_without="date", **{"from": "2030"})
    assert list(free["date:year"]) == ["2019", "2020", "2021", None]


def test_of_nothing_there_are_no_periods_but_those_that_were_asked_for(client):
    assert facets(client, q="zzzz", facet_empty=1)["date:year"] == {}
    within = {"from": "2019-11", "to": "2020-02"}
    assert facets(client, q="zzzz", facet_empty=1, **within)["date:month"] == dict.fromkeys(
        ("2019-11", "2019-12", "2020-01", "2020-02"), 0
    )


def test_more_periods_than_can_be_told_are_refused():
    params = SearchParams(facet_empty=True, first=dt.date(1400, 1, 1))
    counts = {"date:day": [FacetCount("2021-03-03", "2021-03-03", 1)]}
    with pytest.raises(BadParameter, match="226,878 days") as refused:
        filled(counts, params)
    assert refused.value.parameter == "facet_empty"
