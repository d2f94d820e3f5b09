"""How right outlets and agencies are: python -m bench.outlets --data DIR [--every N]

DIR holds messy/ and articles/. Texts come without their label and URL; one article in N of
articles/allsides is taken. Outlets are parted into two halves by their name: the wordings of
search/extract/data/imprint.tsv were drawn from the even half. The odd one was scored when they
were done (web pages: 52.2% answered, 93.2% right); what was then held back for its mistakes, names
borne by several papers and houses of several titles, is in the figures for both.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.fields import Tally, known_as, raw, records
from search.article import Evidence
from search.extract import boilerplate, labels, language
from search.extract.lines import clean, lines, unwrapped
from search.extract.outlet import publishers

RESULTS = Path(__file__).parent / "results" / "outlets.md"
AGENCIES = ("AP", "Reuters")


def texts(data: Path, every: int) -> Iterator[tuple[str, str, str]]:
    """Yield which collection, whose text, and the text."""
    for path in sorted((data / "messy").glob("*.xz")):
        for one in records(path):
            if one["url"]:
                yield "web pages as text", known_as(one["url"]), one["messy_full"]
    for number, one in enumerate(records(data / "articles" / "allsides.jsonl.xz")):
        known = labels.publisher(one["outlet"]) if number % every == 0 else None
        if known:
            yield "articles", known.name, one["body"]


def half(name: str) -> str:
    """Return which half an outlet is in."""
    return ("even", "odd")[int(hashlib.md5(name.encode()).hexdigest(), 16) % 2]


def main() -> None:
    """Print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=20)
    parser.add_argument("--wrong", action="store_true", help="print what was wrong")
    options = parser.parse_args()
    told: defaultdict[str, Tally] = defaultdict(Tally)
    steps: defaultdict[str, list[bool]] = defaultdict(list)
    spent: defaultdict[str, float] = defaultdict(float)
    for source, true, text in texts(options.data, options.every):
        received = clean(text)
        rows = unwrapped(lines(received))
        kinds = boilerplate.sort(rows)
        start = time.process_time()
        found = publishers(raw(received, "text"), rows, kinds)
        spent["outlet, agency, mentions"] += time.process_time() - start
        start = time.process_time()
        article = language.language(text, None, "")
        for line, kind in zip(rows, kinds, strict=True):
            if kind is not None:
                language.of_line(line.text, article and article[0])
        spent["language"] += time.process_time() - start
        spent["texts"] += 1
        right = found.outlet == true
        told[f"outlet, {source}, {half(true)} half"].add(found.outlet, true, right)
        sure: Evidence | None = found.outlet_evidence
        if sure:
            steps[f"{int(sure.confidence * 20 + 1e-9) / 20:.2f}"].append(right)
        if true in AGENCIES and source == "articles":
            told["agency, articles of AP and Reuters"].add(
                found.agency, true, found.agency == true
            )
    every = list(records(options.data / "articles" / "allsides.jsonl.xz"))
    stated = {one["outlet"] for one in every}
    known = sum(labels.publisher(label) is not None for label in stated)
    held = sum(labels.publisher(one["outlet"]) is not None for one in every)
    rows_out = [
        "# Outlets and agencies",
        "",
        f"`python -m bench.outlets --data DIR --every {options.every}`",
        "",
        "Wordings were drawn from the even half of the outlets. The odd half, scored once they",
        "were done, had 52.2% of the web pages answered and 93.2% of these right; names borne by",
        "several papers and houses of several titles were then held back.",
        "",
        "| from the text alone | asked | answered % | right of answered % | right of all % |",
        "|---|---|---|---|---|",
        *(f"| {name} | {tally} |" for name, tally in sorted(told.items())),
        "",
        "| stated confidence from | outlets | right % |",
        "|---|---|---|",
        *(
            f"| {step} | {len(all_)} | {100 * sum(all_) / len(all_):.1f} |"
            for step, all_ in sorted(steps.items())
        ),
        "",
        f"Labels of articles/allsides that name an outlet of the table: {known} of {len(stated)},",
        f"on {100 * held / len(every):.1f}% of {len(every)} articles.",
        "",
        "| CPU, a text | ms |",
        "|---|---|",
        *(
            f"| {name} | {1000 * spent[name] / spent['texts']:.2f} |"
            for name in ("outlet, agency, mentions", "language")
        ),
    ]
    print("\n".join(rows_out))
    if options.wrong:
        print("\n".join(f"{name}: {wrong}" for name in told for wrong in told[name].wrong))
    RESULTS.write_text("\n".join(rows_out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
