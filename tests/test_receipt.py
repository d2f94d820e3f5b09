"""What the parts of a search came to, and what its words were meant to be, in a small paper."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.archive import Archive, Filters
from search.local.slips import one_edit_away, slip

TEXTS = (
    *(["The harbour strike goes on, and the ferries wait for a government."] * 60),
    "A white house by the sea was sold.",
    "The goverment is silent about the sea.",
    "Ships left at dawn, without Tillerson.",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("town")
    rows = []
    for number, text in enumerate(TEXTS):
        day = dt.date(2021, 1, 1) + dt.timedelta(days=number)
        outlet = "Evening Post" if number % 2 else "Coast Courier"
        row = {"id": f"a{number}", "title": f"No. {number}", "body": text, "date": str(day)}
        rows.append(json.dumps({**row, "outlet": outlet}))
    (folder / "town.jsonl").write_text("\n".join(rows))
    built = Archive.open(folder / "index")
    built.rebuild([folder / "town.jsonl"])
    return built


def counted(archive: Archive, query: str, **filters) -> dict[str, int | None]:
    answer = archive.search(query, filters=Filters(**filters))
    return {part.text: part.count for part in archive.receipt(answer).parts}


def test_each_part_is_counted_by_itself(archive):
    assert counted(archive, "harbour sea") == {"harbour": 60, "sea": 2}
    assert counted(archive, "sea OR dawn") == {"sea": 2, "dawn": 1}
    assert counted(archive, '"white house" -strike') == {'"white house"': 1, "NOT strike": 3}
    assert counted(archive, "") == {}


def test_filters_beside_the_query_are_parts_too(archive):
    found = counted(archive, "sea", outlets=(("Evening Post",),), first=dt.date(2021, 2, 1))
    assert found == {"sea": 2, 'outlet:"Evening Post"': 31, "date:2021-02-01..": 32}


def test_a_search_that_finds_nothing_tells_what_it_finds_without_each_part(archive):
    answer = archive.search("strike sea dawn")
    parts = archive.receipt(answer).parts
    assert answer.total == 0
    assert {part.text: part.without for part in parts} == {"strike": 0, "sea": 0, "dawn": 0}
    parts = archive.receipt(archive.search("strike submarine")).parts
    assert {part.text: part.without for part in parts} == {"strike": 0, "submarine": 60}
    parts = archive.receipt(archive.search("strike ferries")).parts
    assert {part.without for part in parts} == {None}


def test_dates_that_leave_nothing_are_told_from_those_there_are(archive):
    receipt = archive.receipt(archive.search("strike date:2019"))
    assert receipt.days is not None
    assert (receipt.days.first, receipt.days.last) == (dt.date(2021, 1, 1), dt.date(2021, 3, 1))
    assert archive.receipt(archive.search("submarine date:2019")).days is None


@pytest.mark.parametrize(
    ("asked", "meant", "found"),
    [
        ("harbuor", "harbour", 60),
        ("Tilerson dawn", "tillerson dawn", 1),
        ('"harbour striek"', '"harbour strike"', 60),
        ("title:no harbout", "title:no harbour", 60),
        ("(strike OR harvour) ferries", None, 60),
        ("harbour NEAR/5 strke", "harbour NEAR/5 strike", 60),
        ("whitehouse", '"white house"', 1),
        ("goverment", "government", 60),
        ("xqzvyk", None, 0),
        ("harbour", None, 60),
        ("people:harbuor", None, 0),
    ],
)
def test_words_that_nothing_holds_are_offered_as_the_archive_spells_them(
    archive, asked, meant, found
):
    repair = archive.search(asked).repair
    assert (repair and repair.query) == meant
    if repair:
        assert repair.count == archive.search(repair.query).total == found


def test_a_spelling_is_offered_for_what_the_filters_leave(archive):
    one = archive.search("harbuor", filters=Filters(outlets=(("Evening Post",),))).repair
    assert one is not None
    assert one.count == 30
    assert archive.search("harbuor", filters=Filters(outlets=(("Nobody",),))).repair is None


def test_of_slips_those_are_likelier_that_hands_make():
    assert slip("harbour", "harbuor") > slip("harbour", "harboux")  # neighbours swapped
    assert slip("harbour", "harbbour") > slip("harbour", "harbxour")  # the same letter twice
    assert slip("harbour", "harboir") > slip("harbour", "harboxr")  # beside it on the keyboard
    assert slip("harbour", "harbou") > slip("harbour", "arbour")  # the first letter is looked at


words = st.text("abcdeäж", min_size=3, max_size=8)


@given(words, st.data())
@settings(max_examples=200, deadline=None)
def test_a_slip_can_be_undone(word, data):
    """Whatever one slip made of a word, the word is among those that are looked up."""
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcde"))
    for written in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
    ):
        if written != word and set(word[at]) <= set("abcde") and set(written) & set("abcde"):
            assert word in one_edit_away(written)
            assert slip(word, written) <= 0
