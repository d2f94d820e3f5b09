"""The engine beside its peers: python -m bench COMMAND --corpus FILE [--peers …] [--write]

records     make the file of records that the others read: --to FILE
build       processor, clock, bytes and memory of building      engine-build.md
rebuild     the command, over articles that have not changed    engine-rebuild.md
query       searches of every kind, hit counts side by side     engine-query.md
facets      counts by outlet and year                           engine-facets.md
highlight   ten snippets of 240 characters                      engine-highlight.md
add         one article more, until it is found                 engine-add.md
start       a fresh process until its first answer              engine-start.md
memory      while building and while asking                     engine-memory.md
http        a search through the server, and whose work it is   engine-http.md
all         all of these; then query with FTS5 and Whoosh       engine-*.md
million     all but http and rebuild, on a million short articles           engine-*-million.md
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench.engine import records
from bench.engine.peers import OURS, PEERS
from bench.engine.tables import Table, page, write
from bench.engine.workplace import Workplace, versions

Command = Callable[[Workplace], list[Table]]

MILLION = 1_000_000
SMALL = 3_000
"""Articles on which FTS5 and Whoosh are asked: they would take hours over all."""

SMALL_ROUNDS, SMALL_EACH = 3, 20
TITLES = {
    "build": "Building an index",
    "rebuild": "Rebuilding an archive",
    "query": "Searches",
    "facets": "Facets",
    "highlight": "Highlighting",
    "add": "Adding",
    "start": "Starting",
    "memory": "Memory",
    "http": "Searches over HTTP",
}


def main() -> None:
    """Measure what is asked for; print the tables, and write them when that is wanted."""
    arguments = _arguments()
    with ExitStack() as stack:
        work = arguments.work
        if work is None:
            work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        work.mkdir(parents=True, exist_ok=True)
        if arguments.command == "records":
            made = _extracted(arguments.corpus, arguments.to, arguments.articles)
            print(f"{made:,} records in {arguments.to}")
            return
        place = _workplace(arguments, work)
        if arguments.command in ("all", "million"):
            left_out = ("http", "rebuild") if arguments.command == "million" else ()
            for name in TITLES:
                if name not in left_out:
                    _run(name, place, arguments)
            if arguments.command == "all":
                _others(place, arguments)
        else:
            _run(arguments.command, place, arguments)


def _run(name: str, place: Workplace, arguments: argparse.Namespace, label: str = "") -> None:
    """Run one command and show what it measured."""
    started = time.monotonic()
    tables = _command(name)(place)
    asked = " ".join(_shown(sys.argv[1:]))
    text = page(TITLES[name], f"python -m bench {asked}", versions(place.peers), tables)
    print(text, flush=True)
    label = label or arguments.label
    if arguments.write:
        print(f"written: {write(f'{name}-{label}' if label else name, text)}", file=sys.stderr)
    print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def _others(place: Workplace, arguments: argparse.Namespace) -> None:
    """Run the searches with the slow peers too, on few articles."""
    size = min(SMALL, place.size())
    few = replace(place, articles=size, peers=tuple(PEERS), each=SMALL_EACH, rounds=SMALL_ROUNDS)
    for name in ("build", "query", "highlight", "add"):
        _run(name, few, arguments, "small")


def _command(name: str) -> Command:
    from bench.engine import asking, building, serving

    commands: dict[str, Command] = {
        "build": building.build,
        "rebuild": building.rebuild,
        "query": asking.query,
        "facets": asking.facets,
        "highlight": asking.highlight,
        "add": building.add,
        "start": building.start,
        "memory": building.memory,
        "http": serving.http,
    }
    return commands[name]


def _workplace(arguments: argparse.Namespace, work: Path) -> Workplace:
    """Return where to work, with the records made that are asked for."""
    source = arguments.records
    if source is None:
        source = work / f"{arguments.corpus.name.split('.')[0]}.records"
        if not source.exists():
            _extracted(arguments.corpus, source, arguments.articles)
    if arguments.resample:
        from bench.engine.making import resampled

        short = work / f"resampled-{arguments.resample}.records"
        if not short.exists():
            records.write(short, resampled(source, arguments.resample))
        source = short
    peers = tuple(dict.fromkeys((OURS, *arguments.peers)))
    # What is resampled is already as many as were asked for.
    articles = None if arguments.resample else arguments.articles
    return Workplace(work, source, articles, peers, arguments.each, arguments.rounds)


def _extracted(corpus: Path, to: Path, articles: int | None) -> int:
    from bench.engine.making import extracted

    return records.write(to, extracted(corpus, articles))


def _shown(given: Sequence[str]) -> list[str]:
    """Return arguments with files by their names alone: where they lie is nobody's business."""
    return [Path(one).name if "/" in one else one for one in given]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=("records", *TITLES, "all", "million"))
    parser.add_argument("--corpus", type=Path, help="articles, in any form that can be ingested")
    parser.add_argument("--records", type=Path, help="records made before, instead of a corpus")
    parser.add_argument("--to", type=Path, help="where `records` writes")
    parser.add_argument("--articles", type=int, metavar="N", help="the first N; default all")
    parser.add_argument("--resample", type=int, metavar="N", help="N short articles made of these")
    parser.add_argument(
        "--peers",
        default="tantivy",
        type=lambda text: [name for name in text.split(",") if name],
        help=f"of {', '.join(PEERS)}; default tantivy",
    )
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="keep indexes here for later runs"
    )
    parser.add_argument("--each", type=int, default=40, help="questions of a kind; default 40")
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count; default 7")
    parser.add_argument("--write", action="store_true", help="write the tables to bench/results")
    parser.add_argument("--label", default="", help="part of the names of the tables")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.peers if name not in PEERS]
    if unknown:
        parser.error(f"no such peer: {', '.join(unknown)}")
    if arguments.corpus is None and arguments.records is None:
        parser.error("--corpus or --records is needed")
    if arguments.command == "records" and (arguments.to is None or arguments.corpus is None):
        parser.error("records needs --corpus and --to")
    if arguments.command == "million":
        arguments.resample = arguments.resample or MILLION
        arguments.label = arguments.label or "million"
    return arguments


if __name__ == "__main__":
    main()
