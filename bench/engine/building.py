"""What it costs to build, to add to, to start and to hold an index."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.engine import child, records
from bench.engine.peers import OURS, peer
from bench.engine.tables import Table, bound, figure, median, ratio, verdict
from bench.engine.workplace import BUILDS, FEW, Workplace
from search import record

SEEDS = Path(__file__).parents[2] / "seeds"

SIZES = (10_000, 20_000)
"""Sizes at which memory is looked at, beside all articles."""

CPU, SIZE, MEMORY_MB, ADDING = 0.6, 0.8, 400, 0.5
REBUILT, STARTED_S, FIRST_S = 2_000, 0.6, 5.0
ADDED = 20
STARTS = 5


def build(place: Workplace) -> list[Table]:
    """Return processor, clock, bytes on disk and memory of building, at several sizes."""
    rows, weighed = [], {size: place.weights(size) for size in _sizes(place)}
    for weights in weighed.values():
        theirs = weights.get("tantivy", {})
        for name, one in weights.items():
            against = [ratio(one[key], theirs.get(key)) for key in ("cpu_s", "size_mb")]
            rows.append(
                [
                    *(f"{one['articles']:,}", name, figure(one["cpu_s"]), figure(one["wall_s"])),
                    *(f"{one['articles'] / one['cpu_s']:,.0f}", figure(one["size_mb"])),
                    f"{one['size_mb'] * 1e6 / one['articles']:,.0f}",
                    *(figure(one["above_mb"]), str(one["segments"] or "–"), *against),
                    "–"
                    if name != OURS
                    else f"CPU {verdict(one['cpu_s'], theirs.get('cpu_s'), CPU)}; "
                    f"size {verdict(one['size_mb'], theirs.get('size_mb'), SIZE)}; "
                    f"articles a second {_least(one['articles'] / one['cpu_s'], REBUILT)}",
                ]
            )
    columns = (
        *("articles", "engine", "CPU s", "wall s", "articles a CPU s", "MB", "bytes an article"),
        *("MB of memory above the start", "segments", "CPU ×", "size ×", "target"),
    )
    notes = (
        "From the file of records to an index safe on disk, each build in a fresh process; CPU is "
        "of the whole process, memory the highest resident set above what it was before the first "
        "record was read. × is against tantivy. Our kernels were compiled by another build "
        f"before, and byte code kept. Up to {FEW:,} articles each engine built {BUILDS} times, "
        "in turn: medians, and the most memory; larger ones once."
    )
    return [Table("Building", columns, rows, notes), *_completion(weighed)]


def _completion(weighed: Mapping[int, Mapping[str, Any]]) -> list[Table]:
    """Return what copies and stories cost beside that, which no peer finds."""
    rows = []
    for weights in weighed.values():
        ours, theirs = weights[OURS], weights.get("tantivy", {})
        more = ours["complete"]
        cpu, megabytes = ours["cpu_s"] + more["cpu_s"], ours["size_mb"] + more["size_mb"]
        most = max(ours["above_mb"], more["above_mb"])
        rows.append(
            [
                *(f"{ours['articles']:,}", figure(more["cpu_s"]), figure(more["wall_s"])),
                *(figure(more["size_mb"]), figure(cpu), f"{ours['articles'] / cpu:,.0f}"),
                *(figure(megabytes), figure(most), ratio(cpu, theirs.get("cpu_s"))),
                *(ratio(megabytes, theirs.get("size_mb")), bound(most, MEMORY_MB)),
            ]
        )
    columns = (
        *("articles", "CPU s", "wall s", "MB", "together: CPU s", "articles a CPU s", "MB"),
        *("MB of memory above the start", "CPU ×", "size ×", "target of memory"),
    )
    notes = (
        "What a rebuild does besides in the same process, once its articles can be searched: it "
        "finds copies and stories, which no peer does. × is of both together, against tantivy's "
        "building alone."
    )
    return [Table("Copies and stories", columns, rows, notes)] if rows else []


def memory(place: Workplace) -> list[Table]:
    """Return the memory of building at several sizes, and of asking every question once."""
    rows = []
    for name in place.peers:
        row = [name]
        above = []
        for size in _sizes(place):
            above.append(place.built(name, size)[1]["above_mb"])
            row.append(figure(above[-1]))
        asked = child.run("ask", name, place.index(name), place.questions_file())
        row += [figure(asked["start_mb"]), figure(asked["above_mb"])]
        rows.append([*row, bound(max(above), MEMORY_MB) if name == OURS else "–"])
    columns = ["engine", *(f"building {size:,}" for size in _sizes(place))]
    columns += ["asking: before", "asking: most above that", "target of building"]
    notes = (
        f"MB resident above the start of the work. Asking: all {len(place.searches())} questions "
        f"once over {place.size():,} articles; pages of mapped files count as they are touched."
    )
    return [Table("Memory", columns, rows, notes)]


def rebuild(place: Workplace) -> list[Table]:
    """Return what `index rebuild` costs, the first time and where no article has changed."""
    papers, index = place.directory / "papers.jsonl", place.directory / "rebuilt"
    records.write_articles(papers, records.read(place.records, place.articles))
    shutil.rmtree(index, ignore_errors=True)
    program = ("-c", "from search.cli import main; main()", "--quiet", "--index", str(index))
    command = [sys.executable, *program, "rebuild", str(papers)]
    first = _seconds(command)
    again = [_seconds(command) for _ in range(BUILDS)]
    later = median([cpu for cpu, _ in again]), median([wall for _, wall in again])
    size, rate = place.size(), place.size() / later[0]
    rows = [
        ["every article understood", f"{size:,}", "–", figure(first[1]), "–", "–"],
        [
            *("no article changed", f"{size:,}", figure(later[0]), figure(later[1])),
            *(f"{rate:,.0f}", _least(rate, REBUILT)),
        ],
    ]
    columns = ("index rebuild", "articles", "CPU s", "wall s", "articles a CPU s", "target")
    notes = (
        "The whole command over a file of these articles: from its start until the index is safe "
        "on disk, copies and stories found. Articles are understood by a process a processor, "
        "whose time is not told apart here. Where none has changed one process reads the file, "
        f"finds each article's record in the index, and builds anew; {BUILDS} runs, medians."
    )
    return [Table("Rebuilding", columns, rows, notes)]


def add(place: Workplace) -> list[Table]:
    """Return the wall time of adding one article until it is found, safe on disk."""
    pieces = list(records.read(place.records, min(ADDED, place.size())))
    rows, medians = [], {}
    for name in place.peers:
        copy = place.directory / f"adding-{name}"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(place.index(name), copy)
        engine = peer(name)
        engine.open(copy)
        walls, cpus = [], []
        for number, piece in enumerate(pieces):
            word = f"zqx{chr(97 + number)}qz"
            article = record.loads(piece)
            changed = replace(
                article,
                id=f"added-{number}",
                source=replace(article.source, checksum=f"added-{number}"),
                body=f"{article.body}\n\nSeen {word}.",
            )
            piece = record.dumps(changed)
            wall, cpu = time.perf_counter(), time.process_time()
            found = engine.add(piece, word)
            walls.append((time.perf_counter() - wall) * 1e3)
            cpus.append((time.process_time() - cpu) * 1e3)
            if found != 1:
                raise SystemExit(f"{name} does not find the article it was given")
        engine.close()
        shutil.rmtree(copy)
        medians[name] = median(walls)
        rows.append([name, figure(median(walls)), figure(max(walls)), figure(median(cpus))])
    theirs = medians.get("tantivy")
    for row in rows:
        row.append(ratio(medians[row[0]], theirs))
        row.append(verdict(medians[OURS], theirs, ADDING) if row[0] == OURS else "–")
    columns = ("engine", "wall ms, median", "wall ms, most", "CPU ms", "wall ×", "target")
    notes = (
        f"One article after the other, {len(pieces)} of them, added to {place.size():,}: from "
        "its record until a search for a word that it alone holds has found it, the index open "
        "all the time. Dateline, tantivy and FTS5 call fsync; Whoosh does not."
    )
    return [Table("Adding one article", columns, rows, notes)]


def start(place: Workplace) -> list[Table]:
    """Return what a fresh process costs that opens an index and asks once."""
    word = next(q for q in place.searches() if q.kind == "one word, medium").words[0]
    with tempfile.TemporaryDirectory() as directory:
        # Byte code is there from the second run on, whatever this process is told of it.
        kept = {
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": f"{directory}/bytecode",
        }
        rows = [["python alone", "–", *_started([sys.executable, "-c", "pass"], **kept)]]
        for name in place.peers:
            command = [sys.executable, "-m", "bench.engine.child", "first", name]
            command += [str(place.index(name)), word]
            rows.append([name, f"{place.size():,} articles", *_started(command, **kept)])
            if name == OURS:
                compiling = _seconds(command, XDG_CACHE_HOME=f"{directory}/new", **kept)
                about = f"{place.size():,} articles, kernels compiled first"
                rows.append([name, about, *map(figure, compiling)])
        archive = Path(directory, "archive")
        index = ("-c", "from search.cli import main; main()", "--quiet", "--index", str(archive))
        child.whole_cpu([sys.executable, *index, "rebuild", str(SEEDS)])
        dateline = ("-c", "from web.cli import main; main()", "--index", str(archive))
        search = [sys.executable, *dateline, "search", "lavrov sanctions"]
        _seconds(search, **kept)
        none = kept | {"PYTHONPYCACHEPREFIX": f"{directory}/none"}
        first = [
            _seconds(search, XDG_CACHE_HOME=f"{directory}/{cache}", **around)
            for cache, around in (("first", kept), ("second", none))
        ]
        again = _started(search, **kept)
    for label, found in (
        ("first ever: no kernels compiled", first[0]),
        ("first ever: no byte code either", first[1]),
    ):
        rows.append(["dateline search", f"seeds, {label}", *map(figure, found)])
        rows[-1].append(bound(found[0], FIRST_S))
    rows.append(["dateline search", "seeds, later", *again, bound(float(again[0]), STARTED_S)])
    full = [row if len(row) == 5 else [*row, "–"] for row in rows]
    columns = ("what", "archive", "CPU s", "wall s", "target")
    notes = (
        f"Processor time of the whole process, interpreter and all; the median of {STARTS} runs, "
        "first-ever runs once. Files are in the system's cache, and byte code is there unless "
        "said otherwise."
    )
    return [Table("From nothing to the first answer", columns, full, notes)]


def _started(command: list[str], **environment: str) -> list[str]:
    found = [_seconds(command, **environment) for _ in range(STARTS)]
    return [figure(median([cpu for cpu, _ in found])), figure(median([wall for _, wall in found]))]


def _seconds(command: list[str], **environment: str) -> tuple[float, float]:
    started = time.perf_counter()
    _, cpu = child.whole_cpu(command, **environment)
    return cpu, time.perf_counter() - started


def _sizes(place: Workplace) -> list[int]:
    size = place.size()
    return [*(one for one in SIZES if one < size), size]


def _least(value: float, least: float) -> str:
    if value >= least:
        return f"≥ {least:,} met"
    return f"≥ {least:,} **missed by {1 - value / least:.0%}**"
