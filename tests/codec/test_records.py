"""Records come back byte for byte, and a number however large or small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.codec.records import Records, RecordsWriter
from search.codec.spill import Arrays, Spill
from search.codec.starts import Starts, merge_starts
from tests.codec.test_building import some


def written(path: Path, records: list[bytes], **settings: int) -> Records:
    spill = Spill(path, held_bytes=100)
    writer = RecordsWriter(spill, **settings)
    for record in records:
        writer.add(record)
    found = Records.read(Arrays(writer.finish()))
    spill.close()
    return found


@some
@given(st.lists(st.binary(max_size=300), max_size=30), st.integers(1, 500))
def test_any_record_reads_back(tmp_path: Path, records: list[bytes], block_bytes: int):
    found = written(tmp_path, records, block_bytes=block_bytes)
    assert [found[number] for number in range(len(records))] == records
    assert found.of(range(len(records))) == dict(enumerate(records))
    assert list(tmp_path.iterdir()) == []


def test_neighbours_share_a_block(tmp_path: Path):
    found = written(tmp_path, [b"one", b"two", b"three"], block_bytes=6)
    assert found.block_doc.tolist() == [0, 2, 3]
    assert found.block(0) == b"onetwo"


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
