"""What is known of articles is the same in files as in memory, in any order that is asked for."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from search.local import gathered
from search.local.gathered import Gathered
from search.local.runs import NOTHING, Known
from search.stories.leads import Titles
from search.stories.shingles import Samples
from search.stories.stretches import offsets
from search.stories.vectors import Vectors


def known(seed: int, many: int) -> Known:
    """Return what might be known of articles."""
    draw = np.random.default_rng(seed)

    def at() -> np.ndarray:
        return offsets(draw.integers(0, 5, many))

    def numbers(size: int, kind: type) -> np.ndarray:
        return draw.integers(0, 1 << 15, size).astype(kind)

    sample_at, vector_at, title_at = at(), at(), at()
    return NOTHING._replace(
        keys=numbers(many, np.int32),
        samples=Samples(
            sample_at,
            numbers(sample_at[-1], np.uint64),
            numbers(many, np.int32),
            numbers(many, np.uint64),
            numbers(many, np.uint64),
        ),
        vectors=Vectors(
            vector_at, numbers(vector_at[-1], np.uint32), numbers(vector_at[-1], np.uint16)
        ),
        titles=Titles(title_at, numbers(title_at[-1], np.uint32), numbers(many, np.int32)),
        poor=numbers(many, np.uint8),
    )


def told(rows: Known) -> list[tuple[object, ...]]:
    """Return what is known, an article each."""

    def cut(at: np.ndarray, column: np.ndarray) -> list[list[int]]:
        return [its.tolist() for its in np.split(column, at[1:-1])]

    return list(
        zip(
            rows.keys.tolist(),
            cut(rows.samples.at, rows.samples.hashes),
            *(column.tolist() for column in rows.samples[2:]),
            *(cut(rows.vectors.at, column) for column in rows.vectors[1:]),
            cut(rows.titles.at, rows.titles.stems),
            rows.titles.words.tolist(),
            rows.poor.tolist(),
            strict=True,
        )
    )


@pytest.mark.parametrize("held_bytes", [0, 500, 1 << 20])
def test_rows_come_back_in_the_order_in_which_they_were_put(tmp_path, monkeypatch, held_bytes):
    monkeypatch.setattr(gathered, "HELD_BYTES", held_bytes)
    monkeypatch.setattr(gathered, "AT_ONCE", 3)
    first, other = known(1, 10), known(2, 11)
    order = [20, 3, 4, 5, 0, 19, 10, 11]
    with closing(Gathered(tmp_path)) as both, closing(Gathered(tmp_path)) as some:
        both.add(first)
        both.add(other)
        some.put(both.known(), np.array(order), both.release)
        some.add(first)
        every = [*told(first), *told(other)]
        assert told(some.known()) == [*(every[row] for row in order), *told(first)]
        assert any(tmp_path.iterdir()) == (held_bytes < 1 << 20)
    assert not any(tmp_path.iterdir())
