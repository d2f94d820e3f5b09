"""How often a slip of the hand is put right: python -m bench.spelling --index DIR [--write]

Words are drawn from an index, by a seed, each made wrong by one edit: a letter left out, put in or
changed, or two neighbours swapped, each as likely, anywhere in the word. Asked is what the archive
offers first. Words are drawn in two ways: out of the running text, so that common words come
often, and out of all different words that five articles hold or more.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import random
import re
import statistics
import string
import time
from pathlib import Path

from search.analysis import fold
from search.engine import SearchRequest
from search.local import LocalEngine
from search.query.tree import Everything, Exact

RESULTS = Path(__file__).parent / "results" / "spelling.md"
SAMPLE = 2_000
"""Articles that words are drawn from."""

LEAST_HELD = 5
_WORD = re.compile(r"[A-Za-z]{4,}")


def slipped(word: str, draw: random.Random) -> str:
    """Return a word with one slip of the hand."""
    written = word
    while written == word:
        at, letter = draw.randrange(len(word)), draw.choice(string.ascii_lowercase)
        before, here, after = word[:at], word[at], word[at + 1 :]
        written = draw.choice(
            (
                before + after,
                before + letter + here + after,
                before + letter + after,
                before + after[:1] + here + after[1:],
            )
        )
    return written


def drawn(engine: LocalEngine, many: int, draw: random.Random) -> dict[str, list[str]]:
    """Return the words to make wrong, by how they were drawn."""
    held = engine.snapshot().articles
    texts: list[list[str]] = []
    for offset in range(0, held, max(held // 20, 1)):
        page = engine.search(
            SearchRequest(Everything(), "oldest", offset, SAMPLE // 20, timeout_s=60)
        )
        texts += [_WORD.findall(hit.article.body) for hit in page.hits]
    texts = [words for words in texts if words]
    running = [fold(draw.choice(draw.choice(texts))) for _ in range(many)]
    different = sorted({fold(word) for words in texts for word in words})
    draw.shuffle(different)
    counts = engine.counts([Exact(word) for word in different[: 20 * many]], 600)
    common = [word for word, n in zip(different, counts, strict=False) if n and n >= LEAST_HELD]
    return {"out of the running text": running, "different words": common[:many]}


def table(engine: LocalEngine, many: int, seed: int) -> str:
    """Return the measurements as a page."""
    draw = random.Random(seed)
    rows = []
    for how, words in drawn(engine, many, draw).items():
        first = among = 0
        took: list[float] = []
        for word in words:
            written = slipped(word, draw)
            begun = time.process_time()
            found = [one.word for one in engine.spellings(written, 5)]
            took.append((time.process_time() - begun) * 1e3)
            first += found[:1] == [word]
            among += word in found
        share, share_of_five = 100 * first / len(words), 100 * among / len(words)
        times = f"{statistics.median(took):.1f} | {sorted(took)[int(0.95 * len(took))]:.1f}"
        rows.append(f"| {how} | {len(words)} | {share:.1f} | {share_of_five:.1f} | {times} |")
    made = (
        f"{dt.datetime.now(dt.timezone.utc).date()}, {platform.machine()}, Python "
        f"{platform.python_version()}: `python -m bench.spelling --index DIR --seed {seed}`, "
        f"{engine.snapshot().articles:,} articles."
    )
    return "\n".join(
        [
            "# Spelling",
            "",
            made,
            "",
            "| words drawn | words | first % | among five % | ms of CPU, median | 95 of 100 |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    engine = LocalEngine(asked.index)
    page = table(engine, asked.words, asked.seed)
    engine.close()
    print(page)
    if asked.write:
        RESULTS.write_text(page)


if __name__ == "__main__":
    main()
