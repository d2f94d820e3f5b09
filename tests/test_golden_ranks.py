"""What order thirty queries give stands in golden/ranks.txt, so that a change of it is seen.

The five seeds, read as a reader's files are, and the twelve articles of paper.py. After a change
that is meant, write the file anew, read what changed in it and commit it with the change:

    python -m pytest tests/test_golden_ranks.py --update-golden
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import mean

import pytest

from search.archive import Archive
from tests.paper import engine

FILE = Path(__file__).parent / "golden" / "ranks.txt"
SEEDS = Path(__file__).parent.parent / "seeds"
MOST = 8

MEANT = {
    "seeds": {
        "tillerson": "001",
        "tillerson plan": "000",
        "lavrov rossiya interview": "002",
        "north korea": "004",
        "kremlin peskov": "003",
        "putin deadlock": "003",
        "equality": "002",
        "truce": "004",
        "syria": "001",
        "title:moscow": "002",
        '"secretary of state" visit': "001",
        "counter-demands": "000",
        "relations sanctions OR normalization": "000",
        "Kremlin: No positive shift yet on Russia-US ties": "003",
        "Tillerson visits Moscow in a quiet period of relations": "001",
        "moscow ready to mend ties with washington": "002",
    },
    "paper": {
        "harbour": "regatta",
        "harbour strike": "strike-1926",
        "strikes at the port": "strike-2020",
        "fog": "fog",
        "budget": "budget",
        "secretary of state": "budget",
        "ferry mayor": "mayor",
        "pena": "mayor-again",
        "lavrov minister": "lavrova",
        "streik": "hafen",
        "санкции": "gavan",
        "COVID-19": "strike-2020",
        "harbor~ strik*": "strike-1926",
        "Will the dockers walk out at dawn?": "strike-1926",
    },
}
"""By archive: thirty queries, and the article that should stand first."""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Archive]]:
    folder = tmp_path_factory.mktemp("ranks")
    engine(folder / "paper").close()
    with ExitStack() as stack:
        opened = {name: Archive.open(folder / name) for name in MEANT}
        for archive in opened.values():
            stack.callback(archive.close)
        opened["seeds"].rebuild([SEEDS])
        yield opened


Found = dict[tuple[str, str], list[tuple[str, float]]]
"""By archive and query: names and scores, those with some of the words after a `~`."""


def found(archives: Mapping[str, Archive]) -> Found:
    lists: Found = {}
    for name, meant in MEANT.items():
        for text in meant:
            answer = archives[name].search(
                text, per_page=MOST, snippets=0, marked=False, partial=True, timeout_s=60
            )
            lists[name, text] = [
                *((_called(hit.article.source.path), hit.score) for hit in answer.hits),
                *(
                    ("~" + _called(hit.article.source.path), hit.score)
                    for hit in answer.partial_results or ()
                ),
            ]
    return lists


def _called(path: str) -> str:
    """Return what an article is called here: its number among the seeds, or its file's name."""
    return re.sub(r"_\w{16}", "", path).removesuffix(".txt")


def written(lists: Found) -> str:
    places = []
    for (name, text), hits in lists.items():
        called = [one.lstrip("~") for one, _ in hits]
        meant = MEANT[name][text]
        places.append(1 / (called.index(meant) + 1) if meant in called else 0.0)
    first = mean(place == 1 for place in places)
    lines = [f"{len(places)} queries, recall@1 {first:.3f}, MRR {mean(places):.3f}"]
    for (name, text), hits in lists.items():
        lines += ["", f"{name}: {text}", *(f"  {one} {score:.3f}" for one, score in hits)]
    return "\n".join(lines) + "\n"


def test_the_order_is_the_one_that_was_reviewed(archives, request) -> None:
    lists = found(archives)
    if request.config.getoption("--update-golden"):
        FILE.write_text(written(lists), encoding="utf-8")
    reviewed = FILE.read_text(encoding="utf-8")
    assert _rounded(written(lists)) == _rounded(reviewed), "is it meant? See the top of this file"


def _rounded(text: str) -> list[tuple[str, object]]:
    """Return the lines of a page, scores apart and compared to a thousandth and a half."""
    lines: list[tuple[str, object]] = []
    for line in text.splitlines():
        score = re.fullmatch(r"(  \S+) ([\d.]+)", line)
        lines.append(
            (score[1], pytest.approx(float(score[2]), abs=0.0015)) if score else (line, 0)
        )
    return lines


def test_there_are_thirty_queries_and_each_finds_something(archives) -> None:
    assert sum(map(len, MEANT.values())) == 30
    assert all(hits for hits in found(archives).values())
