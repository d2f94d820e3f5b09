"""What a search shows of articles: marks and passages, of long ones too."""

import json
import time
from itertools import chain, repeat
from types import SimpleNamespace

from search.answer import MOST_LISTED, UNMARKED
from search.archive import Archive


def test_an_article_is_marked_as_far_as_lists_read_it_and_the_rest_is_said(tmp_path):
    long = "The tide is low. " * (MOST_LISTED // 16)
    rows = [
        {"id": "late", "body": f"{long} A regatta."},
        {"id": "early", "body": f"Ships. {long}"},
    ]
    (tmp_path / "long.jsonl").write_text("\n".join(map(json.dumps, rows)))
    archive = Archive.open(tmp_path / "index")
    archive.rebuild([tmp_path / "long.jsonl"])
    early = archive.search("ships", timeout_s=30)
    assert [hit.id for hit in early.hits] == ["early"]
    assert early.hits[0].snippets[0].marks
    assert UNMARKED not in early.page.notices
    late = archive.search("regatta", timeout_s=30)
    assert [hit.id for hit in late.hits] == ["late"]
    assert UNMARKED in late.page.notices
    assert not late.is_whole
    archive.close()


def test_marking_begins_anew_when_its_time_went_into_compiling(tmp_path, monkeypatch):
    body = "The tide is low. " * 400 + "A regatta."
    (tmp_path / "long.jsonl").write_text(json.dumps({"id": "late", "body": body}))
    archive = Archive.open(tmp_path / "index")
    archive.rebuild([tmp_path / "long.jsonl"])
    began = time.monotonic()
    ticks = chain([began], repeat(began + 1e6))
    monkeypatch.setattr("search.answer.time", SimpleNamespace(monotonic=lambda: next(ticks)))
    assert UNMARKED in archive.search("regatta", timeout_s=30).page.notices
    kernels, ticks = chain([0], repeat(1)), chain([began], repeat(began + 1e6))
    monkeypatch.setattr("search.answer.jit", SimpleNamespace(begun=lambda: next(kernels)))
    again = archive.search("regatta", timeout_s=30)
    assert UNMARKED not in again.page.notices
    assert again.hits[0].snippets[0].marks
    archive.close()
