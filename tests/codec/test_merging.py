"""Segments merged are the segment that their articles would have made together."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.codec import tiers
from search.codec.document import Document
from search.codec.merging import Source, merge
from search.codec.segment import MOST_ARTICLES, NAMES, Segment
from search.codec.tiers import due
from tests.codec.test_building import DOCUMENT, arrays, some
from tests.codec.town import build, document, naive, read_back, records


def merged(
    path: Path, towns: list[list[Document]], live: list[list[bool]] | None, range_tokens: int
) -> Segment:
    sources = [
        Source(
            build(path.with_name(f"{path.name}{number}"), town),
            None if live is None else np.array(live[number]),
        )
        for number, town in enumerate(towns)
    ]
    merge(sources, path, range_tokens=range_tokens)
    return Segment(path)


TOWNS = st.lists(st.lists(DOCUMENT, min_size=1, max_size=5), min_size=1, max_size=5)


@some
@given(towns=TOWNS, range_tokens=st.sampled_from([1, 20, 1 << 20]))
def test_merging_is_writing_together(
    tmp_path: Path, each_mode: str, towns: list[list[Document]], range_tokens: int
):
    together = build(tmp_path / "together", [one for town in towns for one in town])
    found = merged(tmp_path / "merged", towns, None, range_tokens)
    assert arrays(found) == arrays(together)
    assert records(found) == records(together)


@some
@given(towns=TOWNS, data=st.data(), range_tokens=st.sampled_from([1, 20, 1 << 20]))
def test_articles_that_were_removed_leave_no_trace(
    tmp_path: Path, each_mode: str, towns: list[list[Document]], data, range_tokens: int
):
    live = [[data.draw(st.booleans()) for _ in town] for town in towns]
    kept = [
        one
        for town, flags in zip(towns, live, strict=True)
        for one, flag in zip(town, flags, strict=True)
        if flag
    ]
    if not kept:
        with pytest.raises(ValueError, match="0 articles"):
            merged(tmp_path / "merged", towns, live, range_tokens)
        return
    found = merged(tmp_path / "merged", towns, live, range_tokens)
    assert arrays(found) == arrays(build(tmp_path / "together", kept))
    assert records(found) == [one.record for one in kept]


def test_a_spelling_that_only_a_removed_article_had_is_forgotten(tmp_path: Path):
    town = [document("The BANK"), document("the bank")]
    found = merged(tmp_path / "merged", [town], [[False, True]], 1 << 20)
    assert list(found.words["body"].forms) == [b"bank bank", b"the the"]
    assert read_back(found.words["body"]) == naive(town[1:], "body")


def test_whole_blocks_of_records_are_copied_and_short_ones_joined(tmp_path: Path):
    long, short = (b"", random.Random(1).randbytes(5000) * 10), (b"", b"short")
    towns = [
        [document("a", record=long), document("b", record=short)],
        [document("c", record=short)],
    ]
    found = merged(tmp_path / "merged", towns, None, 1 << 20)
    assert found.records.bodies.blocks() == 2
    assert records(found) == [long, short, short]
    before = Segment(tmp_path / "merged0").records.bodies.packed(0, 1).tobytes()
    assert found.records.bodies.packed(0, 1).tobytes() == before


def test_merging_needs_articles_and_room(tmp_path: Path, monkeypatch):
    from search.codec import segment

    monkeypatch.setattr(segment, "MOST_ARTICLES", 3)
    towns = [[document("a")] * 2, [document("b")] * 2]
    with pytest.raises(ValueError, match="4 articles"):
        merged(tmp_path / "merged", towns, None, 1 << 20)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["merged0", "merged1"]


def test_ids_keep_their_order_through_a_merge(tmp_path: Path):
    towns = [[document("", names={"id": [one]}) for one in ids] for ids in ([b"c", b"a"], [b"b"])]
    found = merged(tmp_path / "merged", towns, None, 1 << 20)
    assert found.id_row.tolist() == [2, 0, 1]
    assert "id" in NAMES


def test_a_handful_of_single_articles_is_merged_and_nothing_else_is_touched():
    assert due([1] * 7 + [40_000], [0] * 8, added=1) == []
    assert due([1] * 8 + [40_000], [0] * 9, added=1) == [list(range(8))]
    assert due([30] * 8, [0] * 8, added=1) == [list(range(8))]


def test_what_takes_long_waits_for_a_large_addition():
    assert due([4000] * 8, [0] * 8, added=1) == []
    assert due([4000] * 8, [0] * 8, added=10_000) == [list(range(8))]


def test_a_segment_that_is_mostly_removed_is_written_anew():
    assert due([100, 500], [101, 20], added=1) == [[0]]


@given(st.lists(st.integers(1, MOST_ARTICLES), max_size=80), st.integers(1, 100_000))
def test_a_merge_never_makes_more_than_a_segment_holds(live: list[int], added: int):
    groups = due(live, [0] * len(live), added)
    chosen = [number for group in groups for number in group]
    assert len(set(chosen)) == len(chosen)
    for group in groups:
        assert len(group) > 1
        assert sum(live[number] for number in group) <= MOST_ARTICLES


def test_segments_stay_few_and_additions_short():
    live: list[int] = []
    for _ in range(20_000):
        live.append(1)
        groups = due(live, [0] * len(live), added=1)
        if len(live) < tiers.MOST_SEGMENTS:
            assert sum(live[n] for group in groups for n in group) < 2 * tiers.FREE_ARTICLES
        gone = {number for group in groups for number in group}
        sizes = [sum(live[number] for number in group) for group in groups]
        live = [size for number, size in enumerate(live) if number not in gone] + sizes
    assert sum(live) == 20_000
    assert len(live) <= tiers.MOST_SEGMENTS
