"""How long questions take, every engine in turn in one process, and whether the answers agree."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence

from bench.engine.dateline_peer import Dateline
from bench.engine.peer import Ask, Highlighting, Peer, Question
from bench.engine.peers import OURS
from bench.engine.tables import Table, bound, figure, median, p99, ratio, verdict
from bench.engine.workplace import Workplace

TARGETS = {
    "one word": 0.7,
    "OR of": 0.7,
    "AND of": 0.9,
    "phrase": 0.9,
    "exact word": 1.0,
    "word and dates": 0.6,
    "prefix": 0.5,
}
"""At most so many times tantivy, by the beginning of the kind."""

SNIPPETS = 0.7
SPREAD = 5
"""p99 at most so many times the median, of each kind."""

MARKED = ("one word, medium", "OR of 3", "AND of 2", "phrase of 2")
"""Kinds of questions whose pages are highlighted."""

Work = Callable[[], object]


def interleaved(
    work: Mapping[str, Sequence[Work]],
    rounds: int,
    between: Mapping[str, Callable[[], None]] | None = None,
) -> dict[str, list[float]]:
    """Return each engine's milliseconds of processor for each piece: the median of the rounds.

    In every round each engine does all its pieces, one engine after the other, beginning with
    another piece each time, since the first finds the processor's caches full of what was before.
    What is `between` is done before an engine's turn, untimed. The first round is not counted.
    Garbage is collected between, never within.
    """
    times: dict[str, list[list[int]]] = {
        name: [[] for _ in pieces] for name, pieces in work.items()
    }
    clock = time.process_time_ns
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds + 1):
            for name, pieces in work.items():
                taken = times[name]
                if between is not None:
                    between[name]()
                turn = number * len(pieces) // (rounds + 1)
                for place in (*range(turn, len(pieces)), *range(turn)):
                    piece = pieces[place]
                    start = clock()
                    piece()
                    end = clock()
                    if number:
                        taken[place].append(end - start)
            gc.collect()
    finally:
        gc.enable()
    return {name: [median(one) / 1e6 for one in taken] for name, taken in times.items()}


def by_kind(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """Return questions by their kinds, in order."""
    kinds: dict[str, list[Question]] = {}
    for question in questions:
        kinds.setdefault(question.kind, []).append(question)
    return kinds


def query(place: Workplace) -> list[Table]:
    """Return the times of searches and the counts of their hits."""
    with place.opened() as engines:
        kinds = by_kind(place.searches())
        forgetting = {name: engine.forget for name, engine in engines.items()}
        times: dict[str, dict[str, list[float]]] = {}
        typed: dict[str, dict[str, list[float]]] = {}
        asks: dict[str, dict[str, list[Ask]]] = {}
        for kind, questions in kinds.items():
            asks[kind] = {
                name: [engine.prepared(question) for question in questions]
                for name, engine in engines.items()
            }
            times[kind] = interleaved(asks[kind], place.rounds, forgetting)
            texts = {
                name: [engine.typed(question) for question in questions]
                for name, engine in engines.items()
            }
            typable = {
                name: [ask for ask in found if ask is not None] for name, found in texts.items()
            }
            typed[kind] = interleaved(
                {n: a for n, a in typable.items() if a}, place.rounds, forgetting
            )
        agreement = _agreement(engines, asks)
    about = (
        f"{place.size():,} articles, {place.each} questions a kind, median of {place.rounds} "
        "interleaved rounds a question, then median and p99 over the questions, in milliseconds "
        "of processor. Top 10 and exact total. Between rounds an engine forgets what it worked "
        "out, but not where words stand in the dictionary"
    )
    return [
        _times("Queries, prepared", f"{about}; query objects made beforehand.", times),
        agreement,
        _spread(times),
        _times("Queries, from text", f"{about}; the text parsed every time.", typed, False),
    ]


def facets(place: Workplace) -> list[Table]:
    """Return the times of counting by outlet and year over whole results."""
    with place.opened() as engines:
        asks = {
            kind: {name: [e.prepared(q) for q in questions] for name, e in engines.items()}
            for kind, questions in by_kind(place.facets()).items()
        }
        forgetting = {name: engine.forget for name, engine in engines.items()}
        times = {kind: interleaved(work, place.rounds, forgetting) for kind, work in asks.items()}
        counts = _agreement(engines, asks)
    notes = (
        f"{place.size():,} articles. Top 10, exact total and the 20 commonest outlets or all "
        "years, in milliseconds of processor."
    )
    return [_times("Facets", notes, times), counts]


def highlight(place: Workplace) -> list[Table]:
    """Return the times of making ten passages of 240 characters."""
    rows: list[list[str]] = []
    with place.opened() as engines:
        ours = engines[OURS]
        assert isinstance(ours, Dateline)
        for kind, questions in by_kind(place.searches()).items():
            if kind not in MARKED:
                continue
            made: dict[str, list[Highlighting]] = {name: [] for name in engines}
            for question in questions:
                answers = {name: e.prepared(question)() for name, e in engines.items()}
                articles = ours.articles(answers[OURS])
                if len(articles) < 10:
                    continue
                for name, engine in engines.items():
                    made[name].append(engine.highlighted(question, answers[name], articles))
            if made[OURS]:
                rows += _highlighting(kind, made, place.rounds)
    columns = ["query", "articles", "pages"]
    columns += [
        f"{name} {what}" for name in place.peers for what in ("p50", "p99", "words marked")
    ]
    notes = (
        f"{place.size():,} articles. One passage of at most 240 characters of each of ten "
        "articles, with the making of the highlighter, in milliseconds of processor. At hand: the "
        "same ten bodies in memory. Fetched: each engine's own page, read from its index."
    )
    return [Table("Ten snippets", [*columns, "ratio", "target"], rows, notes)]


def _highlighting(
    kind: str, made: Mapping[str, list[Highlighting]], rounds: int
) -> list[list[str]]:
    rows = []
    for label in ("at hand", "fetched"):
        work: dict[str, list[Callable[[], int]]] = {}
        for name, found in made.items():
            pieces = [one.at_hand if label == "at hand" else one.fetched for one in found]
            work[name] = [piece for piece in pieces if piece is not None]
        work = {name: pieces for name, pieces in work.items() if pieces}
        times = interleaved(work, rounds)
        row = [kind, label, str(len(made[OURS]))]
        for name in made:
            if name in times:
                marked = sum(piece() for piece in work[name])
                row += [figure(median(times[name])), figure(p99(times[name])), f"{marked:,}"]
            else:
                row += ["–"] * 3
        rows.append([*row, *_compared(times, SNIPPETS if label == "at hand" else None)])
    return rows


def _times(
    title: str, notes: str, times: Mapping[str, dict[str, list[float]]], aimed: bool = True
) -> Table:
    names = list(next(iter(times.values())))
    columns = ["kind", *(f"{name} {part}" for name in names for part in ("p50", "p99"))]
    rows = []
    for kind, found in times.items():
        row = [kind]
        for name in names:
            row += [figure(part(found[name]) if name in found else None) for part in (median, p99)]
        rows.append([*row, *_compared(found, _target(kind) if aimed else None)])
    return Table(title, [*columns, "ratio", "target"], rows, notes)


def _compared(found: Mapping[str, list[float]], most: float | None) -> list[str]:
    """Return ours as a multiple of tantivy's, or else of the first other engine's."""
    others = [name for name in found if name != OURS]
    if OURS not in found or not others:
        return ["–", "–"]
    other = "tantivy" if "tantivy" in others else others[0]
    mine, theirs = median(found[OURS]), median(found[other])
    return [ratio(mine, theirs), verdict(mine, theirs, most if other == "tantivy" else None)]


def _target(kind: str) -> float | None:
    if "page" in kind:
        return None
    return next((most for start, most in TARGETS.items() if kind.startswith(start)), None)


def _agreement(
    engines: Mapping[str, Peer], asks: Mapping[str, Mapping[str, Sequence[Ask]]]
) -> Table:
    """Return how many hits each engine counts, and how far the answers are the same."""
    others = [name for name in engines if name != OURS]
    columns = ["kind", *(f"{name} hits" for name in engines)]
    columns += [f"same count as {name}, of the questions" for name in others]
    columns += [f"of the first ten also in {name}" for name in others]
    is_faceted = any("facet" in kind for kind in asks)
    if is_faceted:
        columns += [f"same sums of facets as {name}" for name in others]
    rows = []
    for kind, work in asks.items():
        answers = {name: [ask() for ask in found] for name, found in work.items()}
        totals = {name: [one.total for one in found] for name, found in answers.items()}
        row = [kind, *(f"{sum(totals[name]):,}" for name in engines)]
        if OURS in engines:
            for name in others:
                same = sum(a == b for a, b in zip(totals[OURS], totals[name], strict=True))
                row.append(f"{same} of {len(totals[name])}")
            tops = {
                name: [set(engines[name].ids(one)) for one in found]
                for name, found in answers.items()
            }
            for name in others:
                both = zip(tops[OURS], tops[name], strict=True)
                shares = [len(a & b) / len(a) for a, b in both if a]
                row.append(f"{sum(shares) / max(1, len(shares)):.0%}")
            if is_faceted:
                counts = {name: [one.counted for one in found] for name, found in answers.items()}
                for name in others:
                    same = sum(a == b for a, b in zip(counts[OURS], counts[name], strict=True))
                    row.append(f"{same} of {len(counts[name])}")
        rows.append(row)
    notes = "Sums over the questions. The order of hits is each engine's own."
    return Table("Hit counts side by side", columns, rows, notes)


def _spread(times: Mapping[str, dict[str, list[float]]]) -> Table:
    rows = []
    for kind, found in times.items():
        shares = {name: p99(one) / median(one) for name, one in found.items()}
        row = [kind, *(f"{shares[name]:.1f}" for name in found)]
        rows.append([*row, bound(shares[OURS], SPREAD) if OURS in shares else "–"])
    names = list(next(iter(times.values())))
    return Table("p99 as a multiple of the median", ["kind", *names, "target"], rows)
