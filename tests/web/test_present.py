"""What is said of an article on every page is said quickly, and is right all the same."""

from hypothesis import given
from hypothesis import strategies as st

from web.params import SearchParams
from web.requested import read
from web.view import narrowing

names = st.text(st.sampled_from('aé ,"&?=/-ö'), min_size=1, max_size=6).filter(str.strip)
searches = st.lists(
    st.sampled_from((
        *(("q", "storm & flood"), ("outlet", "TASS"), ("outlet", '"A, B"'), ("people", "jo")),
        *(("has", "-date"), ("from", "2017"), ("to", "2018-03"), ("sort", "newest")),
        *(("page", "3"), ("lang", "en"), ("per_page", "7"), ("now", "2021-03-03")),
    )),
    unique_by=lambda pair: pair[0],
).map(read)  # fmt: skip


@given(searches, st.sampled_from(("outlet", "people", "lang", "has")), names)
def test_a_link_made_from_what_links_share_is_that_of_the_search(params, name, value):
    address = params.varied("/search", name)
    groups = params.adding(name, value)

    pairs = [pair for pair in groups.pairs() if pair[0] == name]

    assert address(pairs) == groups.url("/search")
    without: list[tuple[str, str]] = []
    if not getattr(params, name):
        assert address(without) == params.url("/search", q=params.q)


@given(searches, st.sampled_from(("2016", "2017-05", None)), st.sampled_from(("2018", None)))
def test_a_link_to_a_stretch_of_time_keeps_the_rest_of_the_search(params, first, last):
    href = narrowing.within(params, "/search")(first, last)
    assert href == narrowing.between(params, first, last).url("/search")


def test_a_search_for_nothing_is_the_path_alone():
    assert SearchParams().varied("/search", "q")(()) == "/search"
