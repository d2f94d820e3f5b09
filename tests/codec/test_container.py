"""Arrays come back as written, and bytes that changed are never an answer."""

from __future__ import annotations

import numpy as np
import pytest

from search.codec import container
from search.codec.container import Container


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "one.seg"
    container.write(
        path,
        {"size": 2},
        {
            "docs": np.array([3, 7], np.uint16),
            "empty": np.array([], np.uint32),
            "days": np.array([-1, 1 << 40], np.int64),
        },
    )
    return path


def test_arrays_come_back_as_they_were_written(path):
    opened = Container(path)

    assert opened.meta == {"size": 2}
    assert opened["docs"].tolist() == [3, 7]
    assert opened["docs"].dtype == np.uint16
    assert opened["empty"].tolist() == []
    assert opened["days"].tolist() == [-1, 1 << 40]
    assert "days" in opened
    assert "hours" not in opened


def test_the_bytes_are_those_of_the_drawing(tmp_path):
    path = tmp_path / "drawn.seg"

    container.write(path, {}, {"docs": np.array([3, 7], np.uint16)})

    data = path.read_bytes()
    assert data[:8] == b"DLSEG005"
    assert data[8:16] == bytes.fromhex("70000000 cfd2bf54")
    assert data[16:128].rstrip() == b'{"meta": {}, "arrays": {"docs": ["u2", 2, 0, 2091968053]}}'
    assert data[128:].rstrip(b"\0") == bytes.fromhex("0300 07")


def test_every_byte_that_changes_is_found(path):
    whole = path.read_bytes()
    opened = Container(path)
    used = {*range(16 + int.from_bytes(whole[8:12], "little"))}
    start = max(used) + 1
    for name, size in opened.sizes().items():
        offset = opened._plan[name][2]
        used |= set(range(start + offset, start + offset + size))
    for at in sorted(used):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ValueError, match=r"one\.seg"):
            [Container(path)[name] for name in ("docs", "empty", "days")]


@pytest.mark.parametrize("kept", [0, 5, 20, 100, -64, -49])
def test_a_file_cut_short_is_named(path, kept):
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(ValueError, match=r"one\.seg"):
        Container(path)["days"]


def test_what_no_kernel_knows_is_not_written(tmp_path):
    with pytest.raises(TypeError, match="scores"):
        container.write(tmp_path / "a.seg", {}, {"scores": np.array([1.5])})
