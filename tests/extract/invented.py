"""Small articles from a town that does not exist, and a way to have them understood."""

from typing import Any, Literal

from search.article import Article, RawArticle, Source
from search.extract import article

LEAD = (
    "The harbour of Ostwick will close for a week after the strike of the pilots, the mayor of "
    "the town told reporters, and no ship has left since the morning."
)
MORE = (
    "Most of the boats were brought to the northern quay, where the crews said that they would "
    "wait until the council and the pilots have come to an agreement."
)
LAST = "The last strike of this kind lasted for nine days and cost the town a year of trade."


def text(*lines: str) -> str:
    return "\n\n".join(lines)


def read(body: str, kind: Literal["text", "html", "record"] = "text", **stated: Any) -> Article:
    return article(raw(body, kind, **stated))


def raw(body: str, kind: Literal["text", "html", "record"] = "text", **stated: Any) -> RawArticle:
    name = stated.pop("name", "one.txt")
    return RawArticle(name, "path", Source("/archive", name, 0, None, ""), kind, body, **stated)


def assert_evidence_stands(one: Article) -> None:
    """Assert that the evidence for every value is what stands at its offsets."""
    texts = {"body": one.body, "title": one.title, "received": one.received, "url": one.url}
    found = list(one.provenance.values())
    if one.partial_date:
        found.append(one.partial_date.evidence)
    for evidence in found:
        if evidence.where in texts:
            assert texts[evidence.where] is not None
        if evidence.start is not None:
            there = texts[evidence.where] or ""
            assert evidence.text
            assert there[evidence.start : evidence.end] == evidence.text
