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
