"""R5: readers go on while an index is rebuilt under them, and see one commit at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from search.store import Store, View
from tests.store import tiny
from tests.store.crash import ROOT

READ = """
import os, sys, threading
from pathlib import Path
from search.store import Store
from tests.store import tiny

index = Path(sys.argv[1])
store, seen, wrong, done = Store(index), set(), [], threading.Event()

def read():
    while not done.is_set():
        try:
            headlines = store.open(tiny.contents)
        except BaseException as error:
            wrong.append(repr(error))
            return
        if len(set(headlines)) != 1:
            wrong.append(headlines)
        seen.add(headlines[0])

threads = [threading.Thread(target=read) for _ in range(2)]
for thread in threads:
    thread.start()
print("reading", flush=True)
sys.stdin.readline()
done.set()
for thread in threads:
    thread.join()
handles = len(os.listdir("/dev/fd"))
print(wrong[:3], len(seen) > 1, tiny.contents(store.current())[0], handles < 20, sep="|")
"""


def test_readers_never_see_an_error_or_a_mixture(quick: Path) -> None:
    index = quick / "index"
    tiny.rebuild(index, ["Edition 0"] * 3)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READ, str(index)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    for number in range(1, 31):
        if number % 3:
            tiny.rebuild(index, [f"Edition {number}"] * 3)
        else:
            tiny.rebuild(index, [f"Edition {number}"])
            tiny.add(index, [f"Edition {number}"] * 2)
    for reader in readers:
        said, _ = reader.communicate("\n")
        assert said.strip() == "[]|True|Edition 30|True"


def test_a_reader_overtaken_while_opening_opens_what_is_live_then(tmp_path: Path) -> None:
    index = tmp_path / "index"
    tiny.rebuild(index, ["Edition 1"])
    tried = []

    def slow(view: View) -> list[str]:
        tried.append(view.generation)
        if len(tried) == 1:
            for number in (2, 3, 4):
                tiny.rebuild(index, [f"Edition {number}"])
        return tiny.contents(view)

    assert Store(index).open(slow) == ["Edition 4"]
    assert tried == [1, 4]


def test_overtaken_once_a_reader_finds_its_files(tmp_path: Path) -> None:
    index = tmp_path / "index"
    tiny.rebuild(index, ["Edition 1"])
    view = Store(index).current()
    tiny.add(index, ["Edition 2"])
    assert tiny.contents(view) == ["Edition 1"]
    tiny.rebuild(index, ["Edition 3"])
    Store(index).verify(Store(index).current())


def test_an_unchanged_index_is_looked_at_once(tmp_path: Path) -> None:
    index = tmp_path / "index"
    tiny.rebuild(index, ["Edition 1"])
    threading.Event().wait(0.15)  # until CURRENT is older than a file system's clock tick
    store = Store(index)
    view = store.current()
    (index / "gen-1" / "manifest-1.json").unlink()
    assert store.current() is view
