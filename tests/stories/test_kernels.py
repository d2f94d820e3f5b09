"""What a kernel makes of texts, one at a time, is what arrays make of all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.stories import sampling, shingles, weighing
from search.stories.rarity import Rarity
from search.stories.texts import Texts
from search.stories.vectors import LEAD_WORDS, TERMS, counted, vectors

ARRAYS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 12), max_size=8),
        st.integers(0, 700).flatmap(
            lambda size: st.tuples(
                st.just(size), st.sampled_from((3, 40, 2_000)), st.integers(0, 9)
            )
        ),
    ),
    max_size=6,
)


pytestmark = pytest.mark.usefixtures("native")


def made(articles: list[tuple[list[int], tuple[int, int, int]]]) -> Texts:
    """Return articles of so many words of so large a dictionary each, drawn by a seed, under
    headlines of these words; every ninth word is none, every seventh stem tells nothing.
    """
    words = 2_048
    folds = np.arange(words, dtype=np.uint32) * np.uint32(2_654_435_761)
    folds[::9] = 0
    stems = (folds >> np.uint32(2)) * (np.arange(words) % 7 > 0)
    bodies = [
        np.random.default_rng(seed).integers(0, most, size).astype(np.uint32)
        for _, (size, most, seed) in articles
    ]
    titles = [np.array(title, np.uint32) for title, _ in articles]
    none = np.zeros(0, np.uint32)
    return Texts(
        np.cumsum([0, *map(len, bodies)]),
        np.concatenate([none, *bodies]),
        np.cumsum([0, *map(len, titles)]),
        np.concatenate([none, *titles]),
        folds,
        stems.astype(np.uint32),
    )


def assert_equal(one: tuple[np.ndarray, ...], other: tuple[np.ndarray, ...]) -> None:
    for mine, its in zip(one, other, strict=True):
        assert mine.dtype == its.dtype
        assert np.array_equal(mine, its)


@given(ARRAYS)
@settings(max_examples=60, deadline=None)
def test_samples_are_those_that_arrays_find(articles):
    texts = made(articles)
    assert_equal(sampling.sampled(texts), shingles.sampled(texts))


@given(ARRAYS, st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_vectors_are_those_that_arrays_make(articles, seed):
    texts = made(articles)
    stems = np.unique(texts.stems[texts.stems > 0])
    counts = np.random.default_rng(seed).integers(1, 40, len(stems)).astype(np.uint32)
    rarity = Rarity(stems, counts, 100)
    assert_equal(weighing.weighed(texts, rarity), vectors(counted(texts), rarity))


def test_a_long_text_has_the_heaviest_of_its_stems():
    texts = made([([5, 6], (LEAD_WORDS + 3_000, 2_000, 4)), ([], (0, 3, 0))])
    rarity = Rarity(np.zeros(0, np.uint32), np.zeros(0, np.uint32), 10)
    found = weighing.weighed(texts, rarity)
    assert found.at.tolist() == [0, TERMS, TERMS]
    assert_equal(found, vectors(counted(texts), rarity))
