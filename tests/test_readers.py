"""R5: while an archive is rebuilt and added to, every answer is wholly of one snapshot.

Each edition of the archive says its number in every article, in title, body, outlet and date, and
holds as many articles as no edition near it, so that whatever is put together from two of them
shows.
"""

from __future__ import annotations

import json
import mmap
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from search.archive import Archive
from tests.reading import LONGEST_S

ROOT = Path(__file__).parent.parent

READ = """
import sys
from pathlib import Path
from tests.reading import read

read(Path(sys.argv[1]), Path(sys.argv[2]), threads=int(sys.argv[3]), is_native=sys.argv[4] == "1")
"""


class Press:
    """Prints editions of an archive, and tells readers in other processes which is out."""

    def __init__(self, root: Path) -> None:
        self.index = root / "index"
        self.latest = root / "latest"
        self.latest.write_bytes(bytes(mmap.PAGESIZE))
        self._articles = root / "articles"
        self._articles.mkdir()
        self._number = 0

    def rebuild(self) -> None:
        """Put an edition of 20 articles or so in the place of the one that is out."""
        self._number += 1
        with closing(Archive.open(self.index)) as archive:
            archive.rebuild([self._write(0, 20 + self._number)], yes=True)
            self._out(archive)

    def add(self) -> None:
        """Write all articles of the edition anew, as the next edition, and some more."""
        self._number += 1
        with closing(Archive.open(self.index)) as archive:
            count = archive.snapshot().articles
            archive.add([self._write(0, count + 3)])
            self._out(archive)

    def _write(self, first: int, last: int) -> Path:
        path = self._articles / "edition.jsonl"
        path.write_text("\n".join(json.dumps(self._article(at)) for at in range(first, last)))
        return path

    def _article(self, at: int) -> dict[str, str]:
        edition = f"edition{self._number}"
        return {
            "id": f"a{at}",
            "title": f"Harbour news {edition}",
            "body": f"The harbour is open, says {edition}. " * (1 + at % 4)
            + f"Berth{at} is free.",
            "outlet": f"Gazette {edition}",
            "date": f"{2000 + self._number}-02-03",
        }

    def _out(self, archive: Archive) -> None:
        with self.latest.open("r+b") as file, mmap.mmap(file.fileno(), 0) as shared:
            shared[:8] = archive.snapshot().commit.to_bytes(8, "little")


def readers(press: Press, count: int, threads: int) -> list[subprocess.Popen[str]]:
    """Return processes that read, a fourth with compiled kernels, once all have begun."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                READ,
                press.index,
                press.latest,
                str(threads),
                str(int(n == 3)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        for n in range(count)
    ]
    for reader in found:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    return found


def check(press: Press, *, processes: int, threads: int, editions: int) -> None:
    press.rebuild()
    reading = readers(press, processes, threads)
    for number in range(editions):
        (press.add if number % 3 == 2 else press.rebuild)()
        time.sleep(0.1)
    for reader in reading:
        told, _ = reader.communicate("\n", timeout=3 * LONGEST_S)  # a guard, no promise
        found = json.loads(told)
        print(found)
        assert reader.returncode == 0
        assert found["wrong"] == []
        assert found["answers"] >= editions
        assert found["snapshots"] >= 3
        assert found["last"] == found["latest"]
        # Old snapshots are let go with their last search: no cycle, no cache keeps them.
        assert found["opened"] == 1
        assert found["segments"] <= found["live_segments"]
        assert found["handles"] <= found["handles_before"]


def test_readers_see_one_edition_at_a_time(tmp_path: Path) -> None:
    check(Press(tmp_path), processes=1, threads=4, editions=6)


@pytest.mark.slow
def test_many_readers_see_one_edition_at_a_time(tmp_path: Path) -> None:
    check(Press(tmp_path), processes=4, threads=8, editions=15)
