"""Articles understood by several processes are those that one would give, in the same order."""

from __future__ import annotations

import multiprocessing

import pytest

from search.article import RawArticle, Skipped, Source
from search.errors import SearchError
from search.intake import crew


def record(number: int, text: str) -> RawArticle:
    source = Source("/news", "all.jsonl", number, number + 1, str(number))
    return RawArticle(str(number), "declared", source, "record", text)


RECORDS = [
    None if number % 7 == 3 else record(number, f"The ferry {number} was late, said Ana Lee.")
    for number in range(3 * crew.BATCH_RECORDS)
]
RECORDS[5] = record(5, " ")  # there is no text in it
ALONE = list(crew.in_order(RECORDS, lambda one: one))


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_two_processes_give_what_one_gives(method):
    assert isinstance(ALONE[5][1], Skipped)
    assert list(crew.in_order(RECORDS, lambda one: one, 2, method)) == ALONE


def test_a_few_records_start_no_process():
    few = RECORDS[: crew.BATCH_RECORDS // 2]
    found = crew.in_order(iter(few), lambda one: one, 2)
    for outcome in ALONE[: len(few)]:
        assert next(found) == outcome
        assert not multiprocessing.active_children()


def test_one_new_record_does_not_hold_up_all_that_is_kept():
    taken = []

    def records():
        for number in range(5_000):
            taken.append(number)
            yield RECORDS[0] if number == 0 else None

    found = crew.in_order(records(), lambda one: one, 2)
    assert next(found) == ALONE[0]
    assert len(taken) < 1_000
    assert [outcome for _, outcome in found] == [None] * 4_999


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_who_stops_early_leaves_no_process():
    found = crew.in_order(RECORDS * 5, lambda one: one, 2, "fork")
    assert next(found) == ALONE[0]
    assert multiprocessing.active_children()
    found.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_that_is_killed_is_told():
    found = crew.in_order(RECORDS * 20, lambda one: one, 2, "fork")
    next(found)
    multiprocessing.active_children()[0].kill()
    with pytest.raises(SearchError, match="--jobs 1"):
        list(found)
