"""Collections whose queries have been judged, and a real archive of each."""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.quality.bm25 import tokens
from search.archive import Archive


@dataclass(frozen=True, slots=True)
class Judged:
    """Documents, queries, and which documents answer them how well.

    `texts` has title and text of each document, the text without its title. `grades` has for each
    query the grade (> 0) of documents, by number. `own` is the document that a query was made of,
    which does not count, None for most.
    """

    name: str
    texts: tuple[tuple[str, str], ...]
    queries: tuple[str, ...]
    grades: tuple[Mapping[int, int], ...]
    own: tuple[int | None, ...]


def read(folder: Path) -> Judged:
    """Return a collection: `docs.jsonl`, `queries.jsonl` and `qrels.tsv`, each also as .xz."""
    docs = [json.loads(line) for line in _lines(folder / "docs.jsonl")]
    numbers = {doc["id"]: number for number, doc in enumerate(docs)}
    relevant: dict[str, dict[int, int]] = defaultdict(dict)
    for line in _lines(folder / "qrels.tsv"):
        query, doc, grade = line.rstrip("\n").split("\t")
        if int(grade) > 0 and doc in numbers:
            relevant[query][numbers[doc]] = int(grade)
    asked = [query for line in _lines(folder / "queries.jsonl") if (query := json.loads(line))]
    asked = [query for query in asked if relevant[query["id"]]]
    return Judged(
        folder.name,
        tuple(_parted((doc.get("title") or "").strip(), doc["text"]) for doc in docs),
        tuple(query["text"] for query in asked),
        tuple(relevant[query["id"]] for query in asked),
        tuple(numbers.get(query.get("own")) for query in asked),
    )


def archive(collection: Judged, directory: Path, model: Path | bool = False) -> Archive:
    """Return an archive of a collection, each document's number its id, as a reader makes one;
    with vectors where there is a model.
    """
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / f"{collection.name}.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for number, (title, text) in enumerate(collection.texts):
            out.write(json.dumps({"id": str(number), "title": title, "text": text}) + "\n")
    made = Archive.open(directory / "index", model=model)
    made.rebuild([file], yes=True)
    if model:
        made.embed()
    return made


def _lines(path: Path) -> Iterator[str]:
    packed = path.with_name(path.name + ".xz")
    with lzma.open(packed, "rt", encoding="utf-8") if packed.exists() else path.open() as file:
        yield from file


def _parted(title: str, text: str) -> tuple[str, str]:
    """Return title and text, the text without the title where it begins with that."""
    words = tokens(title)
    if not words or tokens(text)[: len(words)] != words:
        return title, text
    low, high = 0, len(text)
    while low < high:  # the shortest beginning of the text that has all words of the title
        middle = (low + high) // 2
        if len(tokens(text[:middle])) < len(words) or tokens(text[:middle])[: len(words)] != words:
            low = middle + 1
        else:
            high = middle
    return title, text[low:].lstrip(" .,;:")
