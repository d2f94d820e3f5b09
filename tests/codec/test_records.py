"""Records come back byte for byte, and a number however large or small."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.codec.records import Pieces, PiecesWriter, Records, RecordsWriter
from search.codec.spill import Arrays, Spill
from search.codec.starts import Starts, merge_starts
from tests.codec.test_building import some

WORDS = ("harbour", "strike", "ferry", "mayor", "Osk", "Monday", "ships", "idle", "again", "Lee")


def news(seed: int, articles: int) -> list[bytes]:
    """Return articles that have much in common."""
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=60)).encode() for _ in range(articles)]


def written(path: Path, pieces: list[bytes], **settings: Any) -> Pieces:
    return finished(path, lambda writer: [writer.add(piece) for piece in pieces], **settings)


def finished(path: Path, fill: Any, **settings: Any) -> Pieces:
    spill = Spill(path, held_bytes=100)
    writer = PiecesWriter(spill, "bodies", **settings)
    fill(writer)
    kept = Arrays(writer.finish())
    found = Pieces.read({name: np.array(kept[name]) for name in kept}, "bodies")
    spill.close()
    return found


@some
@given(
    st.lists(st.binary(max_size=300), max_size=30),
    st.integers(1, 500),
    st.sampled_from([1, 100, 10**6]),
)
def test_any_piece_reads_back(tmp_path: Path, pieces: list[bytes], block: int, sample: int):
    found = written(tmp_path, pieces, block_bytes=block, sample_bytes=sample)
    assert [found[number] for number in range(len(pieces))] == pieces
    assert [found[number] for number in reversed(range(len(pieces)))] == pieces[::-1]
    assert list(tmp_path.iterdir()) == []


def test_neighbours_share_a_block(tmp_path: Path):
    found = written(tmp_path, [b"one", b"two" * 3, b"three"], block_bytes=3)
    assert found.block_doc.tolist() == [0, 2, 3]
    assert found.block(0) == [b"one", b"two" * 3]


def test_the_pieces_of_a_record_lie_apart(tmp_path: Path):
    spill = Spill(tmp_path)
    writer = RecordsWriter(spill)
    for number in range(3):
        writer.add([b"front%d" % number, b"body%d" % number])
    arrays = Arrays(writer.finish())
    found = Records.read(arrays)
    assert found[1] == (b"front1", b"body1")
    assert found.fronts.block(0) == [b"front0", b"front1", b"front2"]
    assert found.bodies[2] == b"body2"


def test_a_dictionary_is_made_of_the_first_articles_when_there_are_many(tmp_path: Path):
    pieces = news(1, 400)
    few = written(tmp_path, pieces[:30], sample_bytes=50_000)
    many = written(tmp_path, pieces, sample_bytes=50_000, block_bytes=500)
    none = written(tmp_path, pieces, dictionary=b"", block_bytes=125)
    assert len(few.dictionary) == len(none.dictionary) == 0
    assert len(many.dictionary) > 0
    assert len(many.blob) < len(none.blob)
    assert [many[number] for number in range(400)] == pieces


def test_what_no_dictionary_can_be_made_of_reads_back(tmp_path: Path):
    for pieces in ([b""] * 20, [b"x" * 1000], [b"ab"] * 300):
        found = written(tmp_path, pieces, sample_bytes=1)
        assert [found[number] for number in range(len(pieces))] == pieces


@pytest.mark.parametrize("of_same_dictionary", [True, False])
def test_blocks_are_taken_over_where_the_dictionary_is_the_same(tmp_path, of_same_dictionary):
    first = written(tmp_path, news(1, 200), sample_bytes=20_000, block_bytes=500)
    known = first.dictionary.tobytes() if of_same_dictionary else b""
    second = written(tmp_path, news(2, 40), dictionary=known, block_bytes=500)
    gone = np.arange(200, 240)
    gone[5] = -1

    def fill(writer: PiecesWriter) -> None:
        writer.merge(first, np.arange(200), lambda: None)
        writer.merge(second, gone, lambda: None)

    found = finished(tmp_path, fill, dictionary=first.dictionary.tobytes(), block_bytes=500)
    expected = [*news(1, 200), *news(2, 40)]
    del expected[205]
    assert [found[number] for number in range(239)] == expected
    whole = first.packed(0, first.blocks() - 1).tobytes()
    assert found.packed(0, first.blocks() - 1).tobytes() == whole
    last = second.packed(6, 7).tobytes()
    assert (last in found.blob.tobytes()) is of_same_dictionary


def test_many_threads_read_the_same_records(tmp_path: Path):
    pieces = news(1, 300)
    found = written(tmp_path, pieces, sample_bytes=20_000, block_bytes=500)
    wrong: list[int] = []

    def read(seed: int) -> None:
        chance = random.Random(seed)
        wrong.extend(n for n in chance.choices(range(300), k=500) if found[n] != pieces[n])

    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert wrong == []


@given(st.lists(st.lists(st.integers(0, 2**31 - 1), max_size=6), max_size=8))
def test_numbers_of_any_size_read_back(articles: list[list[int]]):
    sizes = np.array([len(one) for one in articles], np.int64)
    values = np.array([value for one in articles for value in one], np.int32)
    starts = Starts.of(values, sizes)
    assert [starts[doc].tolist() for doc in range(len(articles))] == articles
    if articles:
        numbers = np.arange(len(articles))
        numbers[0] = -1
        found = merge_starts([(starts, numbers), (starts, np.arange(len(articles)))])
        both = articles[1:] + articles
        assert [found[doc].tolist() for doc in range(len(both))] == both


def test_rising_numbers_take_a_byte_or_two():
    starts = Starts.of(np.array([0, 20, 300, 5], np.int32), np.array([3, 0, 1]))
    assert starts.data.tobytes() == bytes.fromhex("00 14 98 02 05")
    assert starts.at.tolist() == [0, 4, 4, 5]
