"""How well near-duplicates are found: python -m bench.stories.copies --data DIR [--every N]

The truth is brute force: all runs of five words of all articles, but for page furniture, which is
learned from all of them as well, and what every two articles share. Planted among the articles are
reprints with other words here and there and a notice on either side, texts cut to 45%, and briefs
of 120 to 250 words, alone and inside a long article. `--every N` takes one article in N. Then
families of 10,000 texts that are much alike. `--write` writes bench/results/stories-copies.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import lzma
import platform
import random
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.stories.texts import texts
from search.codec import jit
from search.stories.copies import Copies, folded, overlaps
from search.stories.furniture import furniture
from search.stories.shingles import Samples, among, distinct, joined, repeated, sampled, shingles
from search.stories.stretches import chosen, offsets
from search.stories.suspects import LEAST, suspects
from search.stories.texts import I4, I8, U8, Rows, Texts

RESULTS = Path(__file__).parents[1] / "results/stories-copies.md"
CORPORA = (("allsides", "reuters21578"), ("bbc2004", "polnear_dev", "sites_dev"))
"""Those looked at while this was made, and those that were only scored."""
PLANTED, SLICE, FAMILY, SEED = 1_500, 16_384, 10_000, 7
INSERTED = ("said", "also", "officials", "reportedly")
Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Item:
    """An article as the collections have it; `day` is a proleptic ordinal, 0 for none."""

    id: str
    outlet: str | None
    day: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and CPU seconds by step."""

    copies: Copies
    samples: Samples
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Shared:
    """Pairs of rows that share half of the shorter one or more, and what they share."""

    a: I4
    b: I4
    jaccard: npt.NDArray[np.float64]
    containment: npt.NDArray[np.float64]


def items(data: Path, name: str, every: int) -> list[Item]:
    """Return one article in so many of a collection."""
    found = []
    with lzma.open(data / f"articles/{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every == 0:
                one = json.loads(line)
                day = dt.date.fromisoformat(one["date"]).toordinal() if one.get("date") else 0
                title, body = one.get("title") or "", one.get("body") or ""
                found.append(Item(one["id"], one.get("outlet"), day, title, body))
    return found


def planted(originals: Sequence[Item], count: int) -> Iterator[tuple[str, list[Item]]]:
    """Yield what is planted: its kind and two articles, the first of which may be an original."""
    chance = random.Random(SEED)
    hosts = [one for one in originals if len(one.body) > 6_000]
    sources = [one for one in originals if len(one.body) > 400]
    outlets = sorted({one.outlet for one in originals if one.outlet})
    for number in range(min(count, len(sources))):
        source = sources[chance.randrange(len(sources))]
        words = source.body.split(" ")
        day = source.day + chance.randrange(3) if source.day else 0
        outlet = chance.choice(outlets) if outlets else None
        new = Item(f"planted-{number}", outlet, day, f"Again: {source.title}", "")
        if number % 3 == 0:
            for _ in range(max(1, len(words) // 60)):
                words[chance.randrange(len(words))] = chance.choice(INSERTED)
            body = f"Advertisement Share this story\n\n{' '.join(words)}\n\nAll rights reserved."
            yield "reprints", [source, replace(new, body=body)]
        elif number % 3 == 1:
            body = " ".join(words[: int(len(words) * 0.45)])
            yield "cut to 45%", [source, replace(new, body=f"{body}\n\nRead more: the latest.")]
        elif hosts:
            brief = " ".join(words[: chance.randint(120, 250)])
            host = chance.choice(hosts)
            parts = host.body.split("\n\n")
            parts.insert(chance.randrange(len(parts) + 1), brief)
            whole = replace(host, id=f"planted-{number}-host", body="\n\n".join(parts))
            yield "briefs inside", [replace(new, body=brief), whole]


def rows(articles: Sequence[Item]) -> Rows:
    """Return what is known of articles."""
    outlets: dict[str, int] = {}
    numbers = [outlets.setdefault(a.outlet, len(outlets)) if a.outlet else -1 for a in articles]
    days = np.array([one.day for one in articles], np.int32)
    ranks = [zlib.crc32(a.id.encode()) << 32 | zlib.adler32(a.id.encode()) for a in articles]
    return Rows(np.array(numbers, np.int32), days, days, np.array(ranks, np.uint64))


def part(whole: Texts, some: I4 | slice) -> Texts:
    """Return the bodies and titles of some rows."""
    numbers = np.arange(len(whole.at) - 1)[some]
    ats, words = [], []
    for at, flat in ((whole.at, whole.words), (whole.title_at, whole.title_words)):
        sizes = np.diff(at)[numbers]
        new = offsets(sizes)
        ats.append(new)
        words.append(flat[np.repeat(at[numbers] - new[:-1], sizes) + np.arange(new[-1])])
    return Texts(ats[0], words[0], ats[1], words[1], whole.folds, whole.stems)


def found(whole: Texts, known: Rows) -> Found:
    """Return the copies among articles, and what finding them took."""
    seconds: dict[str, float] = {}

    def timed(name: str, begun: float) -> None:
        seconds[name] = time.process_time() - begun

    begun = time.process_time()
    count = len(whole.at) - 1
    slices = [slice(at, min(at + SLICE, count)) for at in range(0, count, SLICE)]
    samples = joined([sampled(part(whole, one)) for one in slices])
    timed("samples", begun)
    begun = time.process_time()
    own = furniture(samples, known)
    timed("furniture", begun)
    begun = time.process_time()
    maybe = suspects(samples, known, own)
    timed("suspects", begun)
    begun = time.process_time()
    overlap = overlaps(maybe.a, maybe.b, samples.totals, lambda some: part(whole, some), own)
    timed("exact overlap", begun)
    begun = time.process_time()
    copies = folded(known, maybe, overlap)
    timed("folding", begun)
    return Found(copies, samples, seconds)


def truth(whole: Texts, known: Rows, samples: Samples, *, bare: bool) -> Shared:
    """Return what all pairs share by brute force; `bare` leaves page furniture out."""
    at, hashes = distinct(*shingles(whole))
    if bare:
        own = furniture(samples._replace(at=at, hashes=hashes), known)
        at, hashes = chosen(at, hashes, ~among(hashes, own))
    sizes = np.diff(at).astype(np.int32)
    pairs = _pairs(at, hashes, sizes)
    a, b, shared = pairs.T
    one, other = sizes[a].astype(np.int64), sizes[b].astype(np.int64)
    return Shared(a, b, shared / (one + other - shared), shared / np.minimum(one, other))


def _pairs(at: I8, hashes: U8, sizes: I4) -> npt.NDArray[np.int32]:
    common = repeated(hashes, 2)
    ids_at, kept = chosen(at, hashes, among(hashes, common))
    ids = common.searchsorted(kept).astype(np.int32)
    starts = offsets(np.bincount(ids, minlength=len(common)))
    owner = np.repeat(np.arange(len(sizes), dtype=np.int32), np.diff(ids_at))
    owners = owner[np.argsort(ids, kind="stable")]
    counts, touched = np.zeros(len(sizes), np.int32), np.zeros(len(sizes), np.int32)
    out = np.zeros(3 << 20, np.int32)
    parts = []
    for first in range(0, len(sizes), 1_000):
        last = min(first + 1_000, len(sizes))
        size = _share(first, last, ids_at, ids, starts, owners, sizes, counts, touched, out)
        parts.append(out[:size].copy())
    return np.concatenate(parts).reshape(-1, 3)


@jit.kernel
def _share(
    first: int,
    last: int,
    ids_at: I8,
    ids: I4,
    starts: I8,
    owners: I4,
    sizes: I4,
    counts: I4,
    touched: I4,
    out: I4,
) -> int:
    """Write pairs of an earlier row and one of these, and what they share; how many numbers."""
    size = 0
    for row in range(first, last):
        many = 0
        for place in range(int(ids_at[row]), int(ids_at[row + 1])):
            for entry in range(int(starts[ids[place]]), int(starts[ids[place] + 1])):
                other = int(owners[entry])
                if other >= row:
                    break
                if int(counts[other]) == 0:
                    touched[many] = other
                    many += 1
                counts[other] += 1
        for place in range(many):
            other = int(touched[place]) + 0
            shorter = min(int(sizes[row]), int(sizes[other]))
            if shorter >= 20 and 2 * int(counts[other]) >= shorter:
                out[size] = other
                out[size + 1] = row
                out[size + 2] = counts[other]
                size += 3
            counts[other] = 0
    return size


class Told:
    """What is told of pairs: that they are copies of one text, or that one holds the other."""

    def __init__(self, copies: Copies) -> None:
        fold = copies.fold
        self._stands = np.where(fold >= 0, fold, np.arange(len(fold))).tolist()
        held = zip(copies.a.tolist(), copies.b.tolist(), strict=True)
        self._held = {frozenset((self._stands[a], self._stands[b])) for a, b in held}

    def __call__(self, one: int, other: int) -> bool:
        """Return whether anything is told of a pair."""
        ends = self._stands[one], self._stands[other]
        return ends[0] == ends[1] or frozenset(ends) in self._held

    def share(self, pairs: Sequence[tuple[int, int]]) -> str:
        """Return how many of pairs are told, as cells of a table."""
        right = sum(self(*pair) for pair in pairs)
        return f"{len(pairs):,} | {right / len(pairs):.4f}" if pairs else "0 | –"


def recall(told: Told, shared: Shared) -> list[str]:
    """Return a row for each kind of pairs that there are."""
    kinds: dict[str, Bool] = {
        "Jaccard ≥ .8": shared.jaccard >= 0.8,
        "containment ≥ .8": shared.containment >= 0.8,
        "containment ≥ .8, Jaccard < .3": (shared.containment >= 0.8) & (shared.jaccard < 0.3),
    }
    lines = []
    for kind, mask in kinds.items():
        pairs = list(zip(shared.a[mask].tolist(), shared.b[mask].tolist(), strict=True))
        lines.append(f"{kind} | {told.share(pairs)}")
    return lines


def precision(result: Found, shared: Shared) -> tuple[int, int]:
    """Return how many pairs are told as copies or as held, and how many of them are: those whose
    texts are long enough to be compared.
    """
    mask = shared.containment >= 0.8
    pairs = zip(shared.a[mask].tolist(), shared.b[mask].tolist(), strict=True)
    true = {frozenset(pair) for pair in pairs}
    fold = result.copies.fold
    is_long = (fold >= 0) & (result.samples.totals >= LEAST)
    said = [frozenset((int(row), int(fold[row]))) for row in np.flatnonzero(is_long)]
    held = zip(result.copies.a.tolist(), result.copies.b.tolist(), strict=True)
    said += [frozenset(pair) for pair in held]
    return len(said), sum(pair in true for pair in said)


def listed(data: Path, name: str) -> Iterator[tuple[str, str, float, float]]:
    """Yield pairs of ids with their overlap, as a file of the collection lists them."""
    path = data / f"stories/near_duplicates_{name}.jsonl"
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        one = json.loads(line)
        yield one["a"], one["b"], one["jaccard"], one["containment"]


def scored(data: Path, names: Sequence[str], every: int, *, is_timed: bool) -> list[str]:
    """Return the lines of a page about some collections; `is_timed`: and the first's cost."""
    collections = [items(data, name, every) for name in names]
    sizes = [len(one) for one in collections]
    articles = [one for collection in collections for one in collection]
    originals = len(articles)
    place = {one.id: row for row, one in enumerate(articles)}
    plants: dict[str, list[tuple[int, int]]] = {}
    count = min(PLANTED // every + 3, originals // 10)
    for kind, both in planted(articles[:originals], count):
        for one in both:
            if one.id not in place:
                place[one.id] = len(articles)
                articles.append(one)
        plants.setdefault(kind, []).append((place[both[0].id], place[both[1].id]))
    whole = texts((one.title, one.body, "en") for one in articles)
    known = rows(articles)
    result = found(whole, known)
    told = Told(result.copies)
    lines = [
        "",
        f"## {' and '.join(names)}: {originals:,} articles, {len(articles) - originals:,} planted",
        "",
        "| pairs | of | found |",
        "|---|---|---|",
    ]
    for bare, said in ((True, ""), (False, ", furniture counted")):
        shared = truth(whole, known, result.samples, bare=bare)
        lines += [f"| {line} |".replace(" | ", f"{said} | ", 1) for line in recall(told, shared)]
        said_all, right = precision(result, shared)
        lines.append(f"| told{said}: are so | {said_all:,} | {right / max(said_all, 1):.4f} |")
    for kind, pairs in plants.items():
        lines.append(f"| planted: {kind} | {told.share(pairs)} |")
    for name in ("allsides", "reuters"):
        for least, at in (("Jaccard", 2), ("containment", 3)):
            pairs = [
                (place[one[0]], place[one[1]])
                for one in listed(data, name)
                if one[0] in place and one[1] in place and float(one[at]) >= 0.8
            ]
            if pairs and any(corpus.startswith(name) for corpus in names):
                lines.append(f"| listed of {name}, {least} ≥ .8 | {told.share(pairs)} |")
    fold = result.copies.fold[:originals]
    lines += [
        "",
        f"{np.count_nonzero(fold >= 0):,} of the originals fold, some to what is planted.",
    ]
    if is_timed:
        some = slice(0, sizes[0])
        own = Rows(known.outlet[some], known.first[some], known.last[some], known.rank[some])
        lines += cost(part(whole, some), own)
    return lines


def cost(whole: Texts, known: Rows) -> list[str]:
    """Return what finding copies costs, kernels compiled before."""
    count = len(whole.at) - 1
    result = found(whole, known)
    size = sum(column.nbytes for column in result.samples) / count
    steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in result.seconds.items())
    said = (
        f"{count:,} articles of {len(whole.words) / count:,.0f} words: "
        f"{sum(result.seconds.values()):.2f} CPU seconds ({steps}), "
        f"{size:,.0f} bytes kept an article."
    )
    return ["", said]


def families() -> list[str]:
    """Return a row for each family of texts that are much alike."""
    chance = np.random.default_rng(SEED)
    base = chance.integers(1, 50_000, 300)

    def with_line() -> npt.NDArray[np.int64]:
        return np.concatenate([base[:100], chance.integers(1, 50_000, 12), base[112:]])

    def template() -> npt.NDArray[np.int64]:
        made: npt.NDArray[np.int64] = base.copy()
        made[::40] = chance.integers(1, 50_000, len(made[::40]))
        return made

    def notice() -> npt.NDArray[np.int64]:
        return np.concatenate([chance.integers(1, 50_000, 240), base[:60]])

    makers: dict[str, Callable[[], npt.NDArray[np.int64]]] = {
        "one text": lambda: base,
        "a line differs": with_line,
        "one template, a word of 40 differs": template,
        "a paragraph of 60 words in each": notice,
    }
    lines = []
    for name, make in makers.items():
        bodies = [make() for _ in range(FAMILY)]
        for said, is_titled in (("each headline its own", True), ("one headline", False)):
            known = Rows(
                np.full(FAMILY, -1, np.int32),
                np.zeros(FAMILY, np.int32),
                np.zeros(FAMILY, np.int32),
                chance.permutation(FAMILY).astype(np.uint64),
            )
            titles = np.arange(FAMILY) if is_titled else np.zeros(FAMILY, np.int64)
            result = found(_texts(bodies, titles + 1), known)
            fold = result.copies.fold
            seconds = sum(result.seconds.values())
            lines.append(
                f"| {name}, {said} | {np.count_nonzero(fold >= 0):,} | {len(result.copies.a):,} "
                f"| {seconds:.2f} |"
            )
    return lines


def _texts(bodies: Sequence[npt.NDArray[np.int64]], titles: npt.NDArray[np.int64]) -> Texts:
    folds = np.arange(50_001, dtype=np.uint32) * np.uint32(2_654_435_761)
    at = offsets(np.array(list(map(len, bodies))))
    words = np.concatenate(bodies).astype(np.uint32)
    ends = np.arange(len(bodies) + 1)
    return Texts(at, words, ends, titles.astype(np.uint32), folds, folds)


def main() -> None:
    """Measure, print the page and write it."""
    parser = argparse.ArgumentParser("python -m bench.stories.copies", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    jit.native()
    today = dt.datetime.now(dt.timezone.utc).date()
    machine = f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}"
    lines = [
        "# Copies of a text",
        "",
        f"{today}, {machine}: `python -m bench.stories.copies --data DIR --write`",
        "",
        "Truth is brute force over all runs of five words, page furniture aside. What is listed",
        "for the collections was computed with furniture counted: pairs of allsides that are not",
        "found are pages of one outlet under one sidebar.",
    ]
    for place, names in enumerate(CORPORA):
        lines += scored(asked.data, names, asked.every, is_timed=place == 0)
    lines += [
        "",
        f"## Families of {FAMILY:,} texts, no outlet or day known",
        "",
        "| texts | fold | hold another | CPU seconds |",
        "|---|---|---|---|",
        *families(),
    ]
    page = "\n".join(lines) + "\n"
    print(page)
    if asked.write:
        RESULTS.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
