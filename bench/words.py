"""What it costs to keep words both stemmed and as written: two layouts and a baseline, compared.

    python -m bench.words --corpus articles.jsonl.xz --articles 6000

The terms are the same in all three: stem, folded form, form as written, with positions.

coded    a posting list for each stem; beside each position a code says which form stood there
forms    a posting list for each form, in term order, so that the forms of a stem are neighbours;
         a bare word is the union of its forms
twice    two fields, as is usual: a list for each stem and a list for each form

Title and body are one text here, and every article is taken for English. Sizes are computed, not
written: document differences and frequencies bit-packed in blocks of 128 with variable bytes for
the rest, positions likewise, codes at the least whole number of bits a stem needs, 12 bytes of
skip data a full block, front-coded terms with counts and lengths. Times are CPU time over arrays
in memory, so nothing is unpacked: they compare the work that remains. Every answer of one layout
is checked against the other's.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import os
import platform
import random
import statistics
import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bench.layouts import I64, Coded, Counts, Forms, Layout, Lists, Vocabulary, phrase
from bench.sizes import coded_sizes, entropy, form_sizes, front_coded, sizes
from search.analysis import fold, stem, words

RESULTS = Path(__file__).parent / "results" / "words.md"


def read(path: Path, count: int) -> Iterator[str]:
    """Yield title and body of the first articles of a JSONL file."""
    opener: Callable[..., Iterator[str]] = lzma.open if path.suffix == ".xz" else open
    for line in islice(opener(path, "rt", encoding="utf-8"), count):
        article = json.loads(line)
        yield f"{article.get('title') or ''}\n\n{article['body']}"


def build(texts: Iterator[str]) -> tuple[Coded, Forms, list[list[str]]]:
    """Return both layouts, and the folded words of a few articles to take phrases from."""
    numbers: dict[str, int] = {}
    ids, docs, positions = array("q"), array("q"), array("q")
    samples = []
    articles = 0
    for text in texts:
        found = words(text)
        for word in found:
            ids.append(numbers.setdefault(word.form, len(numbers)))
            docs.append(articles)
            positions.append(word.position)
        if articles % 20 == 0:
            samples.append([fold(word.form) for word in found])
        articles += 1
    keys = sorted((stem(fold(form), "en"), fold(form), form) for form in numbers)
    rank = np.empty(len(keys), dtype=np.int64)
    rank[[numbers[form] for _, _, form in keys]] = np.arange(len(keys))
    stems = sorted({key[0] for key in keys})
    first = np.array([bisect_left(keys, (name,)) for name in stems] + [len(keys)], dtype=np.int64)
    stem_of = np.repeat(np.arange(len(stems)), np.diff(first))
    vocabulary = Vocabulary(
        stems,
        [key[1] for key in keys],
        [key[2] for key in keys],
        stem_of,
        first,
        sorted((key[1], number) for number, key in enumerate(keys)),
    )
    form = rank[np.frombuffer(ids, dtype=np.int64)]
    doc, position = np.frombuffer(docs, dtype=np.int64), np.frombuffer(positions, dtype=np.int64)
    order = np.argsort(form, kind="stable")
    forms = Lists.of(form[order], doc[order], position[order], len(keys))
    order = np.argsort(stem_of[form], kind="stable")
    lists = Lists.of(stem_of[form][order], doc[order], position[order], len(stems))
    codes = (form - first[stem_of[form]])[order].astype(np.uint16)
    return (
        Coded(vocabulary, lists, codes, articles),
        Forms(vocabulary, forms, articles),
        samples,
    )


Answer: TypeAlias = Counts | I64
Question: TypeAlias = Callable[[Layout], Answer]


def questions(
    coded: Coded, samples: list[list[str]], each: int
) -> Iterator[tuple[str, list[Question]]]:
    """Yield classes of questions, `each` of them drawn at random with a fixed seed."""
    chance = random.Random(1)
    vocabulary, articles = coded.vocabulary, coded.articles
    found_in, norms = np.diff(coded.lists.at), _norms(coded)
    bands = (("rare", 0.0005, 0.002), ("medium", 0.01, 0.05), ("frequent", 0.2, 1.0))
    for question in ("bare", "bare, best 20", "bare, places", "exact", "cased"):
        for band, low, high in bands:
            inside = np.flatnonzero((found_in >= low * articles) & (found_in <= high * articles))
            stems = chance.sample(inside.tolist(), min(each, len(inside)))
            yield (
                f"{question}: {band}",
                [_about(question, coded, number, norms) for number in stems],
            )
    common = sorted(range(len(found_in)), key=lambda number: -found_in[number])[:30]
    stop = {vocabulary.folds[form] for number in common for form in _forms(vocabulary, number)}
    pairs = [pair for text in samples for pair in pairwise(text) if not stop & {*pair}]
    triples = [
        triple
        for text in samples
        for triple in zip(text, text[1:], text[2:], strict=False)
        if triple[1] in stop and triple[0] not in stop and triple[2] not in stop
    ]
    for name, phrases in (("phrase of 2", pairs), ("phrase of 3, a stop word inside", triples)):
        yield name, [_phrased(vocabulary, asked) for asked in chance.sample(phrases, each)]
    starts = {text[0][:4] for text in pairs if len(text[0]) > 6 and text[0].isalpha()}
    yield (
        "prefix of 4 letters",
        [_prefixed(vocabulary, p) for p in chance.sample(sorted(starts), each)],
    )


def _forms(vocabulary: Vocabulary, number: int) -> range:
    return range(int(vocabulary.first[number]), int(vocabulary.first[number + 1]))


def _about(question: str, coded: Coded, number: int, norms: npt.NDArray[np.float64]) -> Question:
    """Return a question about a stem, its commonest word or that word's commonest form."""
    if question == "bare":
        return lambda layout: layout.bare(number)
    if question == "bare, best 20":
        return lambda layout: _best(layout.bare(number), norms)
    if question == "bare, places":
        return lambda layout: layout.bare_places(number)
    lists, vocabulary = coded.lists, coded.vocabulary
    where = slice(lists.where[lists.at[number]], lists.where[lists.at[number + 1]])
    common = int(vocabulary.first[number] + np.bincount(coded.codes[where]).argmax())
    forms = [common] if question == "cased" else vocabulary.forms_of(vocabulary.folds[common])
    return lambda layout: layout.exact(forms)


def _best(counts: Counts, norms: npt.NDArray[np.float64]) -> I64:
    """Return the best 20 articles by BM25 without its idf, ties by number."""
    docs, tf = counts
    scores = tf / (tf + norms[docs])
    if len(scores) > 20:
        kept = np.flatnonzero(scores >= np.partition(scores, -20)[-20])
        docs, scores = docs[kept], scores[kept]
    best: I64 = docs[np.argsort(-scores, kind="stable")[:20]]
    return best


def _norms(coded: Coded) -> npt.NDArray[np.float64]:
    """Return the part of BM25 that an article's length decides; k1 1.2, b 0.75."""
    lengths = np.bincount(coded.lists.docs, coded.lists.tf, coded.articles)
    norms: npt.NDArray[np.float64] = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
    return norms


def _phrased(vocabulary: Vocabulary, asked: tuple[str, ...]) -> Question:
    forms = [vocabulary.forms_of(folded) for folded in asked]
    return lambda layout: phrase(layout, forms)


def _prefixed(vocabulary: Vocabulary, prefix: str) -> Question:
    forms = vocabulary.with_prefix(prefix)
    return lambda layout: layout.prefix(forms)


def cpu_us(question: Question, layout: Layout, repeats: int = 5) -> float:
    """Return the least CPU time of a few tries, in microseconds."""
    best = math.inf
    for _ in range(repeats):
        start = time.process_time_ns()
        question(layout)
        best = min(best, time.process_time_ns() - start)
    return best / 1000


def _arrays(answer: Answer) -> tuple[I64, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def report(coded: Coded, forms: Forms, samples: list[list[str]], each: int) -> Iterator[str]:
    """Yield the lines of the results: sizes, then times."""
    vocabulary = coded.vocabulary
    layouts: tuple[Layout, Layout] = (coded, forms)
    by_stem, by_form = coded_sizes(coded), form_sizes(vocabulary, forms.lists)
    alone = sizes(coded.lists, front_coded(vocabulary.stems))
    yield f"{coded.articles:,} articles, {len(coded.codes) / coded.articles:,.0f} words each"
    yield ""
    yield "| an article | coded | forms | twice |"
    yield "|---|---:|---:|---:|"
    rows = (
        ("postings", "postings"),
        ("bytes of articles and counts", "docs"),
        ("bytes of positions", "positions"),
        ("bytes of codes", "codes"),
        ("bytes of skip data", "skips"),
        ("bytes of terms", "dictionary"),
        ("bytes in all", "total"),
    )
    for label, name in rows:
        a, b = (getattr(layout, name) / coded.articles for layout in (by_stem, by_form))
        c = getattr(alone, name) / coded.articles + b
        yield f"| {label} | {a:,.0f} | {b:,.0f} | {c:,.0f} |"
    lists = by_stem.terms, by_form.terms, by_stem.terms + by_form.terms
    yield "| lists (terms), in all | " + " | ".join(f"{number:,}" for number in lists) + " |"
    yield ""
    bits = entropy(coded)
    packed = by_stem.codes * 8 / len(coded.codes)
    yield f"A code takes {packed:.2f} bits as packed; no coding could take less than {bits:.2f}."
    best = (by_stem.total - by_stem.codes + bits / 8 * len(coded.codes)) / coded.articles
    yield f"So the coded layout could come down to {best:,.0f} bytes."
    both = (by_form.total + alone.docs + alone.skips) / coded.articles
    yield f"Forms with the articles and counts of stems beside them: {both:,.0f} bytes."
    yield ""
    yield "| CPU µs a question, median | coded | forms | forms / coded | answers |"
    yield "|---|---:|---:|---:|---:|"
    for name, asked in questions(coded, samples, each):
        taken: tuple[list[float], list[float]] = ([], [])
        found = []
        for question in asked:
            answers = [_arrays(question(layout)) for layout in layouts]
            if not all(np.array_equal(x, y) for x, y in zip(*answers, strict=True)):
                raise SystemExit(f"The layouts disagree on a question of class {name!r}.")
            found.append(len(answers[0][0]))
            for times, layout in zip(taken, layouts, strict=True):
                times.append(cpu_us(question, layout))
        a, b = (statistics.median(times) for times in taken)
        yield f"| {name} | {a:,.0f} | {b:,.0f} | {b / a:.1f} | {statistics.median(found):,.0f} |"


def main() -> None:
    """Measure, print, and keep the table."""
    parser = argparse.ArgumentParser(description="Compare layouts of words in an index.")
    parser.add_argument("--corpus", type=Path, required=True, help="JSONL, may end in .xz")
    parser.add_argument("--articles", type=int, default=6000)
    parser.add_argument("--each", type=int, default=60, help="questions of each class")
    options = parser.parse_args()
    coded, forms, samples = build(read(options.corpus, options.articles))
    machine = (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}. "
        f"`python -m bench.words --corpus {options.corpus.name} --articles {options.articles}`"
    )
    lines = ["# Words stemmed and as written", "", machine, ""]
    lines += report(coded, forms, samples, options.each)
    print("\n".join(lines))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
