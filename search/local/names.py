"""Articles by a name: an outlet, an agency, a person, a file.

Outlets, agencies and the like are compared whole, or by an alias; people and authors by any run
of words of the name. A person is found by every spelling that the archive knows of them, unless
the spelling is asked for exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from search.analysis import fold
from search.local.occurrences import I64, Mask
from search.local.reader import Reader
from search.local.schema import spelling
from search.query.tree import Exact, Field, Fuzzy, Node, Phrase, Prefix, Term, Wildcard

Aliases = Callable[[str], Iterable[str]]
"""From a name as typed to the folded canonical names it may stand for."""

BY_WORDS = ("author", "people", "said")
PERSONS = ("people", "said")


def holders(reader: Reader, field: str, node: Node, aliases: Aliases) -> Mask:
    """Return which articles have a name that the leaf `node` asks for in this field."""
    mask = np.zeros(reader.size, dtype=np.bool_)
    for numbers in _holders(reader, field, node, aliases):
        mask[numbers] = True
    return mask


def _holders(reader: Reader, field: str, node: Node, aliases: Aliases) -> Iterator[I64]:
    if field in PERSONS:
        for term in _person_terms(reader, field, node):
            yield reader.holders(field, term)
    elif field == "author":
        matches = _by_words(node)
        for term in reader.terms(field):
            if matches(term.decode()):
                yield reader.holders(field, term)
    elif isinstance(node, (Prefix, Wildcard)):
        pattern = re.compile(_shape(node), re.DOTALL)
        for term in reader.terms(field):
            if pattern.fullmatch(term.decode()):
                yield reader.holders(field, term)
    else:
        yield from _whole(reader, field, _text(node), aliases)


def _whole(reader: Reader, field: str, text: str, aliases: Aliases) -> Iterator[I64]:
    """Yield the articles whose whole value this text is, or an alias of it, or a file's name."""
    if field in ("id", "checksum"):
        yield reader.holders(field, text.encode())
        return
    folded = fold(text)
    names = {folded}
    if field in ("outlet", "agency"):
        names.update(aliases(text))
    for name in sorted(names):
        yield reader.holders(field, name.encode())
    if field == "file":
        for term in reader.terms(field):
            if term.decode().rpartition("/")[2] == folded:
                yield reader.holders(field, term)


def _person_terms(reader: Reader, field: str, node: Node) -> Iterator[bytes]:
    """Yield the terms of everybody who is known by the name asked for, or has it as identity."""
    matches = _by_words(node)
    exact = isinstance(node, Exact)
    known = [(term, *term.decode().partition("\t")[::2]) for term in reader.terms(field)]
    if exact:
        yield from (term for term, _, name in known if not name.startswith("\t") and matches(name))
        return
    identities = {identity for _, identity, name in known if identity == _text(node)}
    if not identities:
        identities = {identity for _, identity, name in known if matches(name.lstrip("\t"))}
    yield from (term for term, identity, _ in known if identity in identities)


def _by_words(node: Node) -> Callable[[str], bool]:
    """Return whether a folded name holds a run of words as the leaf asks."""
    if isinstance(node, (Prefix, Wildcard)):
        pattern = re.compile(rf"(?:^| ){_shape(node).replace('.*', '[^ ]*')}(?: |$)")
        return lambda name: pattern.search(name) is not None
    if isinstance(node, Phrase) and any(not isinstance(word, Exact) for word in node.words):
        shapes = [
            _shape(w).replace(".*", "[^ ]*")
            if not isinstance(w, Exact)
            else re.escape(spelling(w.text))
            for w in node.words
        ]
        pattern = re.compile(rf"(?:^| ){' '.join(shapes)}(?: |$)")
        return lambda name: pattern.search(name) is not None
    wanted = spelling(_text(node))
    return lambda name: bool(wanted) and f" {wanted} " in f" {name} "


def _text(node: Node) -> str:
    """Return what a leaf asks for as plain text."""
    if isinstance(node, (Term, Exact, Fuzzy, Prefix)):
        return node.text
    if isinstance(node, Wildcard):
        return node.pattern
    if isinstance(node, Phrase):
        return " ".join(_text(word) for word in node.words)
    return ""


def _shape(node: Node) -> str:
    """Return a regular expression for the whole of what a prefix or wildcard asks for."""
    pattern = node.text + "*" if isinstance(node, Prefix) else _text(node)
    return "".join(
        {"*": ".*", "?": "."}.get(letter) or re.escape(fold(letter)) for letter in pattern
    )


def is_leaf(node: Node) -> bool:
    """Return whether the node is a name by itself, not a combination of names."""
    return isinstance(node, (Term, Exact, Phrase, Prefix, Wildcard, Fuzzy)) and not isinstance(
        node, Field
    )
