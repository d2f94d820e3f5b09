"""`q` of Meilisearch to a tree: words, `"phrases"` and `-words`; nothing else means anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.query.tree import Node, Notice
from web.shapes import trees

_PART = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Words:
    """What `q` asks for: parts that should be found, in order, and what must not be."""

    parts: tuple[Node, ...]
    without: tuple[Node, ...]
    notices: tuple[Notice, ...] = ()

    def all_of_them(self, fields: Sequence[str]) -> Node:
        """Return what matches every part."""
        return _in(trees.all_of([*self.parts, *trees.none_of(self.without)]), fields)

    def first_of_them(self, fields: Sequence[str]) -> Node:
        """Return what matches the first part; the more of the others, the better."""
        wishes = map(trees.wish, self.parts[1:])
        parts = [*self.parts[:1], *wishes, *trees.none_of(self.without)]
        return _in(trees.all_of(parts), fields)


def read(text: str) -> Words:
    """Return what `q` asks for."""
    parts: list[Node] = []
    without: list[Node] = []
    notices: list[Notice] = []
    for match in _PART.finditer(text):
        inside = match["phrase"]
        found = [trees.phrase(inside)] if inside is not None else trees.words(match["word"])
        found = [one for one in found if one != trees.NOTHING]
        (without if match["minus"] else parts).extend(found)
    if len(parts) + len(without) > trees.MOST_WORDS:
        message = f"A query may have {trees.MOST_WORDS} words; the rest was left out."
        notices.append(Notice("too-many-clauses", message, 0, 0))
    return Words(
        tuple(dict.fromkeys(parts[: trees.MOST_WORDS])),
        tuple(without[: trees.MOST_WORDS]),
        tuple(notices),
    )


def _in(node: Node, fields: Sequence[str]) -> Node:
    """Return the words looked for in some of the attributes of text; in none, that is anywhere."""
    chosen = [name for name in ("title", "body") if name in fields]
    return trees.scoped(node, chosen[0]) if len(chosen) == 1 else node
