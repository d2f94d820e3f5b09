"""How long a rebuild will still take, and what is said of it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.archive import Archive, Progress
from search.cli.meter import Pace, duration

BODY = "The ferry {n} to Osk was late on Monday, the harbour master Ana Lee said in Halin."


def put(folder: Path, articles: int) -> Path:
    folder.mkdir()
    for n in range(articles):
        (folder / f"{n}.txt").write_text(f"Ferry {n} late\n\n{BODY.format(n=n)}\n")
    return folder


@given(st.floats(10, 100_000))
def test_work_that_goes_on_evenly_is_foretold(whole_s):
    pace = Pace()
    for tenth in range(1, 10):
        left = pace.left_s(tenth * whole_s / 10, tenth / 10)
        if left is not None:
            assert left == pytest.approx(whole_s * (1 - tenth / 10), rel=0.01)
    assert left is not None


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), max_size=40))
def test_whatever_is_measured_no_time_is_less_than_none(steps):
    pace, now = Pace(), 0.0
    for seconds, share in steps:
        now += seconds
        left = pace.left_s(now, share)
        assert left is None or left >= 0


def test_what_was_quick_at_first_and_is_slow_now_is_told_as_slow():
    pace = Pace()
    for second in range(100):
        pace.left_s(second, 0.005 * second)  # half of it unchanged
    for second in range(100, 300):
        left = pace.left_s(second, 0.5 + 0.0005 * (second - 100))
    assert left is not None
    assert left == pytest.approx(0.4 / 0.0005, rel=0.05)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "about 5 s"),
        (42, "about 40 s"),
        (59, "about 60 s"),
        (100, "about 2 min"),
        (3_500, "about 58 min"),
        (3_600, "about 1 h"),
        (4_750, "about 1 h 20 min"),
        (90_000, "about 25 h"),
    ],
)
def test_durations_are_as_exact_as_they_deserve(seconds, told):
    assert duration(seconds) == told


@pytest.mark.parametrize("again", [False, True])
def test_a_rebuild_goes_from_nothing_to_all_and_never_back(tmp_path, again):
    met: list[Progress] = []
    archive = Archive.open(tmp_path / "index")
    news = put(tmp_path / "news", 30)
    if again:
        archive.rebuild([news])
    archive.rebuild([news], progress=met.append)
    shares = [one.share for one in met]
    first = [one for one in met if one.stage == "reading"]
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert shares[-1] == 1.0
    assert [one.stage for one in met[-2:]] == ["indexing", "checking"]
    assert first[-1].done == first[-1].total
    assert (first[-1].share < 0.9) != again  # the second pass counts where there is much to do


def test_a_terminal_shows_a_bar_with_the_time_left(tmp_path, monkeypatch):
    news = put(tmp_path / "news", 200)
    code = (
        "from search.cli import main, meter\n"
        "meter.Pace.LEAST_S = meter.Pace.LEAST_SHARE = meter.STEP_S = 0.0\n"
        "meter.Pace.LATELY_S = 1e9\n"
        "main()"
    )
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", code, "rebuild", str(news), "--jobs", "1"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        stdout=subprocess.DEVNULL,
        stderr=inner,
    )
    os.close(inner)
    shown = ""
    while select.select([outer], [], [], 60)[0]:
        try:
            read = os.read(outer, 1 << 16)
        except OSError:  # the other end has closed
            break
        shown += read.decode("utf-8", "replace")
    os.close(outer)
    assert process.wait(60) == 0
    assert "reading   █" in shown
    assert " left" in shown
    assert "indexing" in shown
    assert "articles" in shown


def test_where_there_is_no_terminal_a_line_is_printed_now_and_then(tmp_path):
    news = put(tmp_path / "news", 20)
    code = "from search.cli import main, meter; meter.PLAIN_S = 0.0; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "rebuild", str(news)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "reading    " in done.stderr
    assert "\r" not in done.stderr
    assert "█" not in done.stderr
