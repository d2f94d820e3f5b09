"""The same people elsewhere in the article: a family name that is known is known everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from search.extract.people.features import plain
from search.extract.people.lexicon import lexicon
from search.extract.people.mention import Mention, continues, rare
from search.extract.people.names import is_title, key, parse
from search.extract.people.text import Text


def everywhere(
    text: Text, found: list[Mention], others: dict[tuple[int, int], str]
) -> list[Mention]:
    """Return `found` and every further place where a family name of these people stands."""
    lex = lexicon()
    sure: dict[str, float] = {}
    given: dict[str, set[str]] = defaultdict(set)
    for mention in found:
        name = parse(mention.words)
        if name is None:
            continue
        last = plain(name.words[-1])
        bare = {last, plain(name.words[0])} if name.words[0] in lex.family_first else {last}
        for word in bare:
            if len(word) > 1 and word[0].isupper():
                sure[word] = max(sure.get(word, 0.0), mention.chance)
        if name.full:
            given[last].update(plain(word) for word in name.words[:-1])
    covered = {(m.sentence, i) for m in found for i in range(m.start, m.end)}
    added = []
    usuals = _usual(text, sure)
    for number, i in text.where(usuals):
        if (number, i) in covered:
            continue
        words = text.sentences[number]
        word = words[i]
        usual = usuals[word]
        if usual in sure:
            label = others.get((number, i))
            start = _grown(words, i, given[usual], covered, number)
            if _stands(words, i, start, label):
                chance = 0.9 * sure[usual]
                spelled = tuple(words[start : i + 1])
                added.append(Mention(number, start, i + 1, spelled, chance))
        elif "-" in word and word[-1] != "-":
            added += _compound(number, i, word, sure)
    return _disjoint([*found, *added])


def _usual(text: Text, sure: Mapping[str, float]) -> dict[str, str]:
    """Return the usual spelling of every word that is a family name in `sure`, or may hold one."""
    lex = lexicon()
    spelled_alike = {key(word): word for word in sure}
    usuals: dict[str, str] = {}
    for word in text.marked:
        usual = plain(word)
        if usual not in sure and word not in lex.common and len(word) > 4 and rare(word):
            usual = spelled_alike.get(key(word), usual)
        if usual in sure or "-" in word:
            usuals[word] = usual
    return usuals


def _grown(
    words: Sequence[str], at: int, given: set[str], covered: set[tuple[int, int]], number: int
) -> int:
    """Return where the name that ends in word `at` begins: given names and particles before it."""
    lex = lexicon()
    start = at
    while start > 0 and at - start < 3 and (number, start - 1) not in covered:
        before = words[start - 1]
        part = before in lex.particles and before not in {"a", "y", "e", "of", "al"}
        known = (before[0].isupper() and plain(before) in given) or continues(words, start)
        initial = len(before) == 2 and before[1] == "." and before[0].isupper()
        if not (known or initial or (part and start - 1 > 0)):
            break
        start -= 1
    while start < at and (words[start].islower() and words[start] not in {"bin", "van", "von"}):
        start += 1
    return start


def _stands(words: Sequence[str], at: int, start: int, label: str | None) -> bool:
    """Return whether a known family name is the person here too."""
    lex = lexicon()
    word = words[at]
    lower = word.lower()
    after = words[at + 1] if at + 1 < len(words) else "."
    if after[0].isupper() and after.lower().rstrip(".") in lex.organisations:
        return False
    if lower in lex.calendar or (lower in lex.places and label != "PER" and start == at):
        return False
    if label in ("LOC", "ORG") and start == at:
        around = words[at - 1] if at else "."
        if (around[0].isupper() and not is_title(around)) or around == "&" or after == "&":
            return False
        if after[0].isupper() and not after.isupper():
            return False
    if at == 0 and lex.common.get(lower, len(lex.common)) < 5000:
        return after.lower() in lex.speech or after in ("'s", "’s")
    return True


def _compound(number: int, at: int, word: str, sure: dict[str, float]) -> list[Mention]:
    """Return the people in a word like "Lavrov-Tillerson" or "anti-Assad"."""
    found = []
    offset = 0
    for part in word.split("-"):
        if part in sure and part.lower() not in lexicon().places and len(part) > 2:
            part_of = (offset, len(part))
            found.append(Mention(number, at, at + 1, (part,), 0.9 * sure[part], part_of))
        offset += len(part) + 1
    return found


def _disjoint(found: list[Mention]) -> list[Mention]:
    """Return mentions in order, none overlapping the one before; of two the longer stays."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.sentence, m.start, m.part or (0, 0), -m.end)):
        last = kept[-1] if kept else None
        clash = (
            last is not None
            and last.sentence == mention.sentence
            and mention.start < last.end
            and (last.part is None or mention.part is None)
        )
        if clash and last is not None:
            if mention.end - mention.start > last.end - last.start:
                kept[-1] = replace(mention, chance=max(mention.chance, last.chance))
            continue
        kept.append(mention)
    return kept
