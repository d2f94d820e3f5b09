"""A few articles are written byte for byte as many are, whatever was written before them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.codec import handful, handful_numbers, handful_words
from search.codec.document import Document
from search.codec.handful_numbers import numbers
from tests.codec.test_building import DOCUMENT, some
from tests.codec.town import ANALYSIS, build, document, tokenizer

LONG = "The ferry to Osk was late. “No boats ran-and-ran”, said Ivy.\n\nIt came at 9. "


def is_same(path: Path, town: Sequence[Document]) -> bool:
    """Return whether these articles come to the same bytes as if they were part of many."""
    build(path / "many", town)
    handful.write(path / "few", town, ANALYSIS)
    return (path / "few").read_bytes() == (path / "many").read_bytes()


@pytest.mark.usefixtures("each_mode")
@some
@given(st.lists(DOCUMENT, min_size=1, max_size=5), st.lists(st.integers(0, 3), min_size=5))
def test_a_handful_is_written_as_many_are(
    tmp_path: Path, town: list[Document], commits: list[int]
):
    town = [replace(one, commit=commit) for one, commit in zip(town, commits, strict=False)]
    assert is_same(tmp_path, town)


def test_articles_in_two_languages_are_written_as_many_are(tmp_path: Path):
    town = [document(LONG * 4, "Late ferry", lang) for lang in (b"en", b"fr", b"en", b"-")]
    assert is_same(tmp_path, town)


def test_a_word_of_hundreds_of_places_is_written_as_many_are(tmp_path: Path):
    town = [document("No no NO " * 300), document("no " * 254), document("no " * 255)]
    assert is_same(tmp_path, town)


def test_sixteen_spellings_of_a_word_are_written_as_many_are(tmp_path: Path):
    spellings = [f"{'OsK'[: 1 + at % 3]}{'é' * (at // 3)}" for at in range(18)]
    town = [document(" ".join(spellings)), document(spellings[-1]), document("é" * 40)]
    assert is_same(tmp_path, town)


def test_the_kernel_draws_the_same_uncompiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handful_numbers, "_drawn_plain", handful_numbers._drawn)
    town = [document(LONG * 4, "Late ferry"), document("ran-and-ran " * 130), document("")]
    assert is_same(tmp_path, [*town, document("Oh oh OH oH o-h Ohs ohs OHS")])


@pytest.mark.usefixtures("each_mode")
def test_a_token_that_takes_too_many_bits_is_refused():
    spellings = np.arange(5, dtype=np.int32)
    positions = np.array([0, 1, 2, 3, (1 << 31) - 1], np.int32)
    stem_of, place = np.zeros(5, np.int32), np.zeros(5, np.int64)
    with pytest.raises(OverflowError, match="very many spellings"):
        numbers(spellings, positions, np.array([0, 5]), spellings, stem_of, place)


def test_what_was_forgotten_is_learned_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handful_words, "MOST_TERMS", 8)
    for number in range(4):
        assert is_same(tmp_path, [document(f"{LONG} {number}", f"Ferry {number}")])


def test_threads_that_write_at_once_remember_apart(tmp_path: Path):
    towns = [[document(LONG * number, f"Ferry {number}")] for number in range(1, 9)]
    for number, town in enumerate(towns):
        build(tmp_path / f"many{number}", town)

    def written(turn: int) -> bytes:
        path = tmp_path / f"few{turn}"
        handful.write(path, towns[turn % 8], ANALYSIS)
        return path.read_bytes()

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(written, range(16)))
    assert found == 2 * [(tmp_path / f"many{number}").read_bytes() for number in range(8)]


def test_an_article_that_comes_alone_is_a_handful(tmp_path: Path):
    asked: list[int] = []

    def counted() -> object:
        asked.append(1)
        return tokenizer()

    analysis = replace(ANALYSIS, tokenizer=counted)  # type: ignore[arg-type]
    for number in range(3):
        handful.write(tmp_path / f"few{number}", [document(LONG)], analysis)
    assert asked == [1]
