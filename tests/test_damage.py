"""R4: whatever happens to a byte of the index, it is named, and no search answers wrongly."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from search.archive import Archive
from search.cli import index as program
from search.engine import SearchRequest
from search.errors import IndexDamaged
from search.query import parse
from search.store import Store

EDITION = (
    "The harbour strike went on in {place} on day {n}. Mayor Ana Lee spoke to the dockers. "
    "“We shall not give way,” said Ana Lee. Ships number{n} and tugboat{n} lay idle."
)
OUTLETS = ("Harbour Gazette", "Evening Star", "Halin Courier")
PLACES = ("Halin", "Port Marie", "Ostrava")

QUERIES = (
    *(
        "",
        "strike",
        "harbour strike",
        "dockers OR tugboat3",
        '"harbour strike"',
        "tug*",
        "?arbour",
    ),
    *("strke~1", "mayor NEAR/3 dockers", "strike -ferry", "title:strike", "date:2021-03", "lee"),
    *(
        'outlet:"Evening Star"',
        'person:"Ana Lee"',
        "lang:en",
        "has:quote",
        "story:7",
        '"not give"',
    ),
)
FACETS = ("outlet", "people", "lang", "date:year")


@dataclass(frozen=True)
class Harm:
    """What is done to a file: `at` a place between 0 and 1."""

    kind: str
    at: float = 0.0

    def do(self, path: Path) -> None:
        """Leave the damaged file in place of the sound one, which others may have mapped."""
        data = bytearray(path.read_bytes())
        place = int(self.at * len(data))
        path.unlink()
        if self.kind == "missing":
            return
        if self.kind == "flip":
            data[place] ^= 1 << random.Random(self.at).randrange(8)
        elif self.kind == "cut":
            del data[place:]
        elif self.kind == "zeros":
            end = min(place + 4096, len(data))
            data[place:end] = bytes(end - place)
        path.write_bytes(data)


class Sound:
    """An index of two generations, and what each commit that is kept answers."""

    def __init__(self, root: Path) -> None:
        self.pattern = root / "pattern"
        self._articles = root / "articles"
        self._articles.mkdir()
        self.answers: dict[int, list[object]] = {}
        with closing(Archive.open(self.pattern)) as archive:
            archive.rebuild([self._edition("old.jsonl", range(3))])
            self._keep(archive)
            archive.rebuild([self._edition("new.jsonl", range(12))], yes=True)
            for number in range(2):
                archive.add(
                    [self._edition(f"{number}.jsonl", range(12 + 8 * number, 22 + 8 * number))]
                )
            self._keep(archive)
            archive.remove(["id4", "id15", "id23"])
            self._keep(archive)
        view = Store(self.pattern).current()
        assert sum(file.name.endswith(".dateline") for file in view.manifest.files) >= 2
        self.names = [
            "CURRENT",
            f"{view.directory.name}/manifest-{view.commit}.json",
            *(f"{view.directory.name}/{file.name}" for file in view.manifest.files),
        ]

    def _edition(self, name: str, numbers: range) -> Path:
        path = self._articles / name
        articles = [
            {
                "id": f"id{n}",
                "title": f"Strike, day {n}",
                "body": EDITION.format(n=n, place=PLACES[n % 3]) + " More of it." * (n % 5),
                "outlet": OUTLETS[n % 3],
                "date": f"2021-0{n % 9 + 1}-03",
            }
            for n in numbers
        ]
        path.write_text("\n".join(json.dumps(article) for article in articles))
        return path

    def _keep(self, archive: Archive) -> None:
        self.answers[archive.snapshot().commit] = [
            asked(archive, number)[1] for number in range(len(QUERIES))
        ]

    def damaged(self, directory: Path, name: str, harm: Harm) -> Path:
        """Return a copy of the index in which that has been done to a file."""
        index = Path(shutil.copytree(self.pattern, directory, copy_function=os.link))
        if (index / name).read_bytes() == b"":
            pytest.fail(f"{name} is empty: nothing to damage")
        harm.do(index / name)
        return index

    def check(self, index: Path, name: str) -> None:
        """Assert that the damage to a file is told, and that every answer is sound."""
        told = CliRunner().invoke(program, ["verify", "--index", str(index)])
        assert told.exit_code == 4, told.output
        (line,) = told.stderr.strip().splitlines()
        assert Path(name).name in line
        assert "index rebuild" in line
        self.check_answers(index, name)

    def check_answers(self, index: Path, name: str) -> None:
        """Assert that every answer is that of a commit that is kept, and that the status says
        what is damaged when it is not the live one.
        """
        numbers = list(range(len(QUERIES)))
        random.Random(name).shuffle(numbers)
        with closing(Archive.open(index)) as archive:
            for number in numbers:
                commit, answer = asked(archive, number)
                assert answer == self.answers[commit][number], QUERIES[number]
                told = archive.status().fallback
                if told is None:
                    assert commit == max(self.answers)
                else:
                    assert Path(name).name in told
                    assert "Run: index rebuild" in told
                    assert "\n" not in told


def asked(archive: Archive, number: int) -> tuple[int, object]:
    """Return which commit answers, and everything about its answer but the time it took."""
    page = archive._engine.search(
        SearchRequest(parse(QUERIES[number]).tree, limit=40, facets=FACETS, timeout_s=60)
    )
    assert not page.timed_out
    fixed = replace(page, took_ms=0.0)
    return page.snapshot.commit, (replace(fixed, hits=()), *(hit for hit in fixed.hits))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    return Sound(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[Path]:
    return (tmp_path / str(number) for number in range(10_000))


def harms(kind: str, count: int) -> list[Harm]:
    dice = random.Random(kind)
    return [Harm(kind, dice.random()) for _ in range(count)]


def check_all(sound: Sound, copies: Iterator[Path], kind: str, count: int) -> None:
    for number, harm in enumerate(harms(kind, count)):
        name = sound.names[number % len(sound.names)]
        index = sound.damaged(next(copies), name, harm)
        sound.check(index, name)
        shutil.rmtree(index)


def test_a_sound_index_is_whole_and_answers_as_ever(sound: Sound, copies: Iterator[Path]) -> None:
    index = Path(shutil.copytree(sound.pattern, next(copies)))
    sound.check_answers(index, "CURRENT")
    assert CliRunner().invoke(program, ["verify", "--index", str(index)]).exit_code == 0
    live = sound.answers[max(sound.answers)]
    assert all(page != sound.answers[1][at] for at, page in enumerate(live))


@pytest.mark.parametrize(("kind", "count"), [("flip", 12), ("cut", 5), ("zeros", 5)])
def test_damage_is_told_and_never_an_answer(sound, copies, kind, count):
    check_all(sound, copies, kind, count)


def test_a_missing_file_is_told_and_a_commit_before_serves(sound, copies):
    check_all(sound, copies, "missing", len(sound.names))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "count"), [("flip", 200), ("cut", 40), ("zeros", 10)])
def test_much_damage_is_told_and_never_an_answer(sound, copies, kind, count):
    check_all(sound, copies, kind, count)


def test_a_search_before_any_check_is_answered_and_never_wrongly(sound, copies):
    """Whoever searches first meets the damage: nothing has been condemned by a verification."""
    for number, harm in enumerate(harms("flip", 30)):
        name = sound.names[number % len(sound.names)]
        index = sound.damaged(next(copies), name, replace(harm, at=1 - harm.at))
        sound.check_answers(index, name)
        shutil.rmtree(index)


def test_damage_without_a_sound_commit_before_is_named(sound, copies):
    index = Path(shutil.copytree(sound.pattern, next(copies)))
    for path in index.glob("gen-*/*.dateline"):
        Harm("cut", 0.5).do(path)
    with closing(Archive.open(index)) as archive:
        for ask in (archive.status, lambda: asked(archive, 1), lambda: archive.article("id1")):
            with pytest.raises(IndexDamaged, match=r"\.dateline .*Run: index rebuild"):
                ask()


def test_nothing_is_added_to_what_serves_in_the_stead_of_damage(sound, copies):
    name = next(name for name in sound.names if name.endswith(".dateline"))
    index = sound.damaged(next(copies), name, Harm("flip", 0.001))
    with closing(Archive.open(index)) as archive:
        before = archive.status()
        assert before.fallback is not None
        with pytest.raises(IndexDamaged, match=Path(name).name):
            archive.remove(["id1"])
        assert archive.status() == before


@pytest.mark.parametrize("command", [("add", "more.txt"), ("remove", "id1"), ("rebuild",)])
def test_writing_over_damage_is_done_or_refused_in_one_line(sound, copies, tmp_path, command):
    (tmp_path / "more.txt").write_text("Fog lifts\n\nThe fog over the harbour lifted.")
    arguments = [str(tmp_path / one) if one.endswith(".txt") else one for one in command]
    for number, harm in enumerate(harms("zeros", len(sound.names))):
        name = sound.names[number]
        index = sound.damaged(next(copies), name, replace(harm, at=harm.at / 2))
        told = CliRunner().invoke(program, [*arguments, "--index", str(index)])
        if told.exit_code:
            assert told.exit_code == 4, told.exception
            assert Path(name).name in told.stderr or "remembers of its articles" in told.stderr
            assert "index rebuild" in told.stderr
        elif command == ("rebuild",):
            assert CliRunner().invoke(program, ["verify", "--index", str(index)]).exit_code == 0
        assert command != ("rebuild",) or not told.exit_code
