"""Make the table of rarity anew: python -m bench.stories.table --data DIR

Counted are the stems of news in the public domain, the Groningen Meaning Bank of
DIR/people/train_gmb.jsonl.xz, 15 sentences of it as one article. Only counts go in, no text; the
same sentences give the same file. Indexes keep the table they were made with.
"""

from __future__ import annotations

import argparse
import json
import lzma
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np

from bench.stories.texts import texts
from search.stories.rarity import Rarity
from search.stories.vectors import counted

SENTENCES = 15
"""How many are counted as one article."""

TABLE = Path(__file__).parents[2] / "search/stories/data/news.npz"


def articles(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield title, body and language of stretches of the sentences of a file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        sentences = [" ".join(json.loads(line)["tokens"]) for line in lines]
    for first in range(0, len(sentences), SENTENCES):
        yield "", " ".join(sentences[first : first + SENTENCES]), "en"


def write(rarity: Rarity, path: Path) -> None:
    """Write a table as it is shipped; equal ones give equal files."""
    arrays = {
        "steps": np.diff(rarity.stems, prepend=np.uint32(0)),
        "counts": rarity.counts.astype(np.uint16),
        "articles": np.array(rarity.articles),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in arrays.items():
            data = BytesIO()
            np.save(data, array)
            file.writestr(zipfile.ZipInfo(f"{name}.npy"), data.getvalue(), zipfile.ZIP_DEFLATED)


def main() -> None:
    """Make the table and say what is in it."""
    parser = argparse.ArgumentParser("python -m bench.stories.table", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    data: Path = parser.parse_args().data
    rarity = counted(texts(articles(data / "people/train_gmb.jsonl.xz"))).rarity()
    write(rarity, TABLE)
    size = TABLE.stat().st_size
    print(f"{len(rarity.stems):,} stems of {rarity.articles:,} articles, {size:,} bytes")


if __name__ == "__main__":
    main()
