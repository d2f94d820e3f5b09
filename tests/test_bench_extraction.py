"""What the table of extraction stands on: bands, gaps, targets, and measures taken once."""

from __future__ import annotations

import datetime as dt
import io
import json
import lzma
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import extraction, fields
from bench.calibration import bands, gap
from bench.dates import Day
from bench.extraction import Measured, page
from bench.row import Row, verdict

BODY = (
    "The ferry to Osk was an hour late on Monday, the harbour master Ana Lee said in Halin.\n\n"
    "Fog lay over the strait all morning, and nobody could see the pier from the boat.\n\n"
    "The company said that it would give passengers their money back before the week is out."
)


def packed(path: Path, *rows: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write("".join(json.dumps(row) + "\n" for row in rows))


@pytest.fixture
def data(tmp_path):
    """Two invented articles, as text, as a page, clean, and in an archive."""
    story = {
        "id": "one",
        "title": "Ferry delayed by fog",
        "body": BODY,
        "outlet": "Reuters",
        "url": "https://www.reuters.com/world/ferry-delayed-by-fog",
        "date": "2021-03-03",
    }
    text = f"Ferry delayed by fog\n\n{BODY}\n\nSign up for our newsletter\n\nRead: 1344"
    packed(tmp_path / "messy/made.jsonl.xz", {**story, "messy_mid": BODY, "messy_full": text})
    packed(tmp_path / "articles/polnear_dev.jsonl.xz", story)
    packed(tmp_path / "articles/allsides.jsonl.xz", story, {**story, "id": "two"})
    paragraphs = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n"))
    markup = (
        f"<html><body><article><h1>Ferry delayed by fog</h1>{paragraphs}</article></body></html>"
    )
    (tmp_path / "stories").mkdir()
    told = [{**story, "id": f"ferry_{number}"} for number in (1, 2, 3)]
    (tmp_path / "stories/basil_dev.jsonl").write_text("\n".join(map(json.dumps, told)) + "\n")
    (tmp_path / "html").mkdir()
    with tarfile.open(tmp_path / "html/made.tar.xz", "w:xz") as archive:
        for name, content in (
            ("gold.jsonl", json.dumps({**story, "file": "one.html"})),
            ("pages/one.html", markup),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    return tmp_path


def test_every_field_is_measured_once_with_what_was_stated_of_it(data):
    measured = Measured()
    extraction.of_fields(data, 2, measured)
    rows = {row.what: row for row in measured.rows}
    assert len(rows) == len(measured.rows)
    assert {"body, web pages", "title, text", "outlet, page and URL"} <= set(rows)
    assert rows["outlet, page and URL"].precision == 100.0
    assert rows["year left out, two others tell the story"].precision == 100.0
    answers = {name: len(stated) for name, stated in measured.stated.items()}
    assert answers["outlet"] >= 1
    assert answers["title"] >= 1
    assert all(0 <= sure <= 1 for stated in measured.stated.values() for sure, _ in stated)


def test_the_day_of_a_change_shown_alone_is_no_day_of_publication(tmp_path, monkeypatch):
    shown = f"Ferry delayed by fog\n\nLast updated: March 9, 2021\n\n{BODY}"
    texts = {"messy_mid": shown, "messy_full": shown}
    packed(
        tmp_path / "messy/made.jsonl.xz",
        {"id": "one", "title": None, "outlet": None, "body": BODY, "date": "2021-03-03", **texts},
    )
    days = {"one": Day(dt.date(2021, 3, 3), dt.date(2021, 3, 9))}
    monkeypatch.setattr("bench.dates.days", lambda: days)
    tallies = fields.messy(tmp_path, None, lambda row: None)
    changed, published = tallies["date, corrected"], tallies[f"date{fields.PUBLISHED}"]
    assert (changed.answered, changed.right) == (1, 1)
    assert (published.answered, published.right) == (1, 0)


def test_the_page_says_what_is_missed(data):
    measured = Measured([Row("title, text", 8, 100.0, 50.0, 66.7, "recall", 95.0)])
    measured.stated["title"] = [(0.95, True)] * 9 + [(0.95, False)]
    told = page(measured, 2, (0.4, 120.0, 2))
    assert "| title, text | 8 | 100.0 | 50.0 | 66.7 | recall ≥ 95 **missed by 45.0** |" in told
    assert "| title | 0.9 to 1.0 | 10 | 0.95 | 0.90 | 5.0 |" in told
    assert "at least 0.5, **missed**" in told
    assert "at most 300, met" in told
    assert str(data) not in told


def test_a_target_without_an_answer_is_not_met():
    assert verdict(Row("date", 3, None, 0.0, 0.0, "precision", 98.0)).endswith("not measured")
    assert verdict(Row("date", 3, 98.0, 0.0, 0.0, "precision", 98.0)) == "precision ≥ 98 met"


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_every_answer_is_in_the_band_of_its_confidence(stated):
    found = list(bands(stated))
    assert sum(number for _, number, _, _ in found) == len(stated)
    assert all(low - 1e-6 <= mean <= low + 0.1 + 1e-6 for low, _, mean, _ in found)
    assert 0 <= gap(stated) <= 100
