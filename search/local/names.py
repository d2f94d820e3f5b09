"""Articles by a name: an outlet, an agency, a person, a file.

Outlets, agencies and the like are compared whole, or by an alias; people and authors by any run
of words of the name. A person is found by every spelling that the archive knows of them, unless
the spelling is asked for exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import numpy as np

from search.analysis import fold
from search.local.budget import Budget
from search.local.groups import NONE
from search.local.schema import digest, name_term, spelling
from search.local.scoring import Mask
from search.local.shapes import shape
from search.local.spellings import Spellings, spellings
from search.local.view import SegmentView, SnapshotView
from search.query.tree import Exact, Field, Fuzzy, Node, Phrase, Prefix, Term, Wildcard


class Aliases(Protocol):
    """What else a name as typed may be called."""

    def outlets(self, name: str) -> Iterable[str]:
        """Return the folded names of outlets and agencies that it may stand for."""
        ...

    def people(self, name: str) -> Iterable[str]:
        """Return other names of a person who has this one."""
        ...

    def key(self, word: str) -> str:
        """Return what is equal for all spellings of a word of a name, "" for one to pass over."""
        ...


class NoAliases:
    """Nothing is called anything else."""

    def outlets(self, name: str) -> Iterable[str]:
        """Return none."""
        return ()

    def people(self, name: str) -> Iterable[str]:
        """Return none."""
        return ()

    def key(self, word: str) -> str:
        """Return the word itself."""
        return word


PERSONS = ("people", "said")
ALIASED = ("outlet", "agency")
KNOWN = ("people", "agency", "lang")
"""What `has:` can ask for that columns tell, beside its own terms."""


def holders(segment: SegmentView, field: str, node: Node, terms: Iterable[bytes]) -> Mask:
    """Return which articles of a segment have a name that the leaf `node` asks for.

    `terms` are those that `terms` returned for it.
    """
    mask = np.zeros(segment.size, dtype=np.bool_)
    if field == "story":
        stories = segment.grouped("story")
        for term in terms:
            mask |= stories == int(term)
        return mask
    if field == "has" and _text(node) == "duplicate":
        copies = segment.grouped("fold")
        return mask if copies is None else np.asarray(copies != NONE)
    if field == "has" and _text(node) in KNOWN:
        return known(segment, _text(node))
    held = segment.file.names[field]
    for term in terms:
        mask[held.having(term)] = True
    return mask


def known(segment: SegmentView, field: str) -> Mask:
    """Return which articles have a value for outlet, agency or lang, or name people."""
    if field == "people":
        at = segment.file.people.at
        return np.asarray(at[1:] > at[:-1])
    return np.asarray(segment.file.coded(f"{field}_name").codes != 0)


def terms(
    reader: SnapshotView, field: str, node: Node, aliases: Aliases, budget: Budget
) -> list[bytes]:
    """Return the terms of a field of names that a leaf stands for."""
    return list(_terms(reader, field, node, aliases, budget))


def _terms(
    reader: SnapshotView, field: str, node: Node, aliases: Aliases, budget: Budget
) -> Iterator[bytes]:
    if field == "story":
        story = reader.story(_text(node))
        if story != NONE:
            yield b"%d" % story
        return
    if field == "has" and _text(node) in ("duplicate", *KNOWN):
        return
    if field in PERSONS:
        find = _spoken if field == "said" else _named
        yield from find(reader, node, aliases, budget)
    elif field == "author":
        known = spellings(reader, field)
        yield from (known.terms[number] for number in _having(known, node, budget))
    elif isinstance(node, (Prefix, Wildcard)):
        fits = shape(_pattern(node))
        for term in budget.in_time(reader.names(field)):
            if any(map(fits, _values(field, term))):
                yield term
    else:
        text = _text(node)
        others = aliases.outlets(text) if field in ALIASED and isinstance(node, Term) else ()
        yield from _whole(reader, field, text, others, budget)


def _whole(
    reader: SnapshotView, field: str, text: str, others: Iterable[str], budget: Budget
) -> Iterator[bytes]:
    """Yield the terms that are this text, or one of the others."""
    if field in ("id", "checksum"):
        yield name_term(text if field == "id" else digest(text))
        return
    for name in sorted({fold(" ".join(text.split())), *others}):
        yield name_term(name)
        if field == "file":
            for term in budget.in_time(reader.names(field)):
                if name in _values(field, term):
                    yield term


def _values(field: str, term: bytes) -> tuple[str, ...]:
    """Return what a term answers to: a file to its own name as well as its path."""
    value = term.decode()
    return (value, value.rpartition("/")[2]) if field == "file" else (value,)


def _named(reader: SnapshotView, node: Node, aliases: Aliases, budget: Budget) -> Iterator[bytes]:
    """Yield the terms of everybody who is known by the name asked for."""
    known = spellings(reader, "people")
    if isinstance(node, (Exact, Phrase)):
        for number in _having(known, node, budget):
            if not known.names[number].startswith("\t"):
                yield known.terms[number]
        return
    for identity in sorted(_identities(reader, node, aliases, budget)):
        yield from (known.terms[number] for number in known.by_identity[identity])


def _spoken(reader: SnapshotView, node: Node, aliases: Aliases, budget: Budget) -> Iterator[bytes]:
    """Yield the terms of the speakers who are known, or named there, as asked for."""
    known = spellings(reader, "said")
    found = set(_having(known, node, budget))
    if not isinstance(node, (Exact, Phrase)):
        for identity in _identities(reader, node, aliases, budget):
            found.update(known.by_identity.get(identity, ()))
    yield from (known.terms[number] for number in sorted(found))


def _identities(reader: SnapshotView, node: Node, aliases: Aliases, budget: Budget) -> set[str]:
    """Return who has the name as identity, or else who is known to the archive by it.

    Who is known by none of these letters may be known in other letters, or by another name.
    """
    known = spellings(reader, "people")
    text = _text(node)
    if text in known.by_identity:
        return {text}
    found = set(_having(known, node, budget))
    wanted = spelling(text)
    if isinstance(node, Term) and not (found and wanted.isascii()):
        for name in (wanted, *map(spelling, aliases.people(text))):
            found.update(known.having(name))
            found.update(known.alike(name, aliases.key, budget))
    return {known.identities[number] for number in found}


def _having(known: Spellings, node: Node, budget: Budget) -> Iterator[int]:
    """Yield the terms, by number, whose name holds a run of words as the leaf asks."""
    words = node.words if isinstance(node, Phrase) else (node,)
    if not any(isinstance(word, (Prefix, Wildcard)) for word in words):
        yield from known.having(spelling(_text(node)))
        return
    matches = _run(tuple(test for word in words for test in _tests(word)))
    for number, name in enumerate(budget.in_time(known.names)):
        if matches(name.lstrip("\t")):
            yield number


def _run(tests: tuple[Callable[[str], bool], ...]) -> Callable[[str], bool]:
    """Return whether words side by side in a name pass these tests."""

    def found(name: str) -> bool:
        words = name.split(" ")
        return any(
            all(test(word) for test, word in zip(tests, words[start:], strict=False))
            for start in range(len(words) - len(tests) + 1)
        )

    return found


def _tests(node: Node) -> Iterator[Callable[[str], bool]]:
    """Yield the test for each word of a name that a word as typed stands for."""
    if isinstance(node, (Prefix, Wildcard)):
        yield shape(_pattern(node))
    else:
        yield from (word.__eq__ for word in spelling(_text(node)).split())


def _text(node: Node) -> str:
    """Return what a leaf asks for as plain text."""
    if isinstance(node, (Term, Exact, Fuzzy, Prefix)):
        return node.text
    if isinstance(node, Wildcard):
        return node.pattern
    if isinstance(node, Phrase):
        return " ".join(_text(word) for word in node.words)
    return ""


def _pattern(node: Prefix | Wildcard) -> str:
    """Return a prefix as a wildcard."""
    return f"{node.text}*" if isinstance(node, Prefix) else node.pattern


def is_leaf(node: Node) -> bool:
    """Return whether the node is a name by itself, not a combination of names."""
    return isinstance(node, (Term, Exact, Phrase, Prefix, Wildcard, Fuzzy)) and not isinstance(
        node, Field
    )
