"""Tagged words -> mentions of people: trimmed, filtered, and found again all over the article.

A tagger sees one sentence; an article says more. A family name that is a person once is that
person wherever it stands, a place or a people never is one, and "Trump Tower" is no Trump.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from search.extract.people.features import plain, setting
from search.extract.people.lexicon import lexicon
from search.extract.people.names import SUFFIXES, is_title, parse
from search.extract.people.tagger import Tagged

LONGEST = 6
"""Words in a name at most."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in words `start` to `end` of sentence number `sentence`.

    `part` is (offset, length) when the name is only part of one word, as in "Lavrov-Tillerson".
    `chance`, 0 to 1, is how sure the finding is.
    """

    sentence: int
    start: int
    end: int
    words: tuple[str, ...]
    chance: float
    part: tuple[int, int] | None = None


Sentences = Sequence[Sequence[str]]


def mentions(sentences: Sentences, tagged: Iterable[Tagged], *, english: bool) -> list[Mention]:
    """Return the mentions of people in order.

    Where the text is not English the tagger was not trained for it: only names that begin with a
    known given name count there, and what they lead to.
    """
    persons = []
    others: dict[tuple[int, int], str] = {}
    for run in tagged:
        if run.label == "PER":
            persons.append(run)
        else:
            others.update({(run.sentence, i): run.label for i in range(run.start, run.end)})
    found = _given(sentences, _shaped(sentences, persons), others)
    if not english:
        found = [mention for mention in found if _known_given(mention.words)]
    kept = _plausible(sentences, found, others)
    return _plausible(sentences, _everywhere(sentences, kept, others), others)


def _known_given(words: tuple[str, ...]) -> bool:
    lex = lexicon()
    first = plain(words[0])
    ordinary = lex.common.get(words[-1].lower(), len(lex.common)) < 3000
    return len(words) > 1 and first in lex.first and not ordinary


# -- from runs of the tagger to whole names -------------------------------------------------------


def _shaped(sentences: Sentences, runs: Iterable[Tagged]) -> list[Mention]:
    """Return the runs as names: without titles at the edges, with Jr and a missed given name."""
    found: list[Mention] = []
    for run in runs:
        words = sentences[run.sentence]
        start, end = run.start, run.end
        while end > start and not words[end - 1][0].isalpha():
            end -= 1
        while start < end and (not words[start][0].isalpha() or _bare_title(words, start, end)):
            start += 1
        if start == end:
            continue
        floor = found[-1].end if found and found[-1].sentence == run.sentence else 0
        while start > floor and end - start < LONGEST and _continues(words, start):
            start -= 1
        if end + 1 < len(words) and words[end] == "," and _suffix(words[end + 1]):
            end += 2
        elif end < len(words) and _suffix(words[end]):
            end += 1
        if end - start <= LONGEST:
            found.append(Mention(run.sentence, start, end, tuple(words[start:end]), run.chance))
    return found


def _suffix(word: str) -> bool:
    return word.lower().strip(".") in SUFFIXES and word[0].isupper()


def _bare_title(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether word `start` is a title before the name that runs to `end`."""
    lex = lexicon()
    word = words[start]
    if not is_title(word):
        return False
    lone = word.lower() in lex.weak_titles or plain(word) in lex.first
    if end - start == 1:
        return not lone
    return not (lone and (end - start == 2 or word.lower() not in lex.weak_titles))


def _continues(words: Sequence[str], start: int) -> bool:
    """Return whether the word before `start` is a given name that belongs to the name."""
    before = words[start - 1]
    lex = lexicon()
    if not before[0].isupper() or is_title(before) or plain(before) not in lex.first:
        return False
    lower = before.lower()
    if lower in lex.places or lower in lex.calendar or lower in lex.groups:
        return False
    return lex.common.get(lower, len(lex.common)) > 1500


def _given(
    sentences: Sentences, found: list[Mention], others: dict[tuple[int, int], str]
) -> list[Mention]:
    """Return `found` and the untagged runs that begin with a given name and go on unlike words."""
    lex = lexicon()
    covered = {(m.sentence, i) for m in found for i in range(m.start, m.end)}
    added = []
    for number, words in enumerate(sentences):
        style = setting(words)
        i = 0
        while i < len(words) - 1:
            if not _opens(words, i) or (number, i) in covered or style == "T":
                i += 1
                continue
            end = i + 1
            while end < len(words) and end - i < 4 and _joins(words, end):
                end += 1
            run = words[i + 1 : end]
            after = words[end].lower() if end < len(words) and words[end][0].isupper() else ""
            free = not any((number, j) in covered or (number, j) in others for j in range(i, end))
            if (
                run
                and free
                and len(run[-1]) > 1
                and after not in lex.organisations
                and all(_rare(word) for word in run if len(word) > 2)
            ):
                added.append(Mention(number, i, end, tuple(words[i:end]), 0.6))
            i = end
    return sorted([*found, *added], key=lambda m: (m.sentence, m.start))


def _opens(words: Sequence[str], at: int) -> bool:
    lex = lexicon()
    word = words[at]
    lower = word.lower()
    return (
        word[0].isupper()
        and len(word) > 2
        and plain(word) in lex.first
        and lower not in lex.places
        and lower not in lex.calendar
        and not is_title(word)
        and lex.common.get(lower, len(lex.common)) > 3000
        and (at == 0 or not words[at - 1][0].isupper() or is_title(words[at - 1]))
    )


def _joins(words: Sequence[str], at: int) -> bool:
    word = words[at]
    if word in lexicon().particles:
        return at + 1 < len(words) and words[at + 1][0].isupper()
    return word[0].isupper() and word.lower().rstrip(".") not in lexicon().organisations


def _rare(word: str) -> bool:
    lex = lexicon()
    lower = word.lower()
    if lower in lex.places or lower in lex.groups or lower in lex.calendar or is_title(word):
        return False
    return word in lex.particles or lower not in lex.common or plain(word) in lex.last


# -- what is no person ----------------------------------------------------------------------------


def _plausible(
    sentences: Sentences, found: list[Mention], others: dict[tuple[int, int], str]
) -> list[Mention]:
    """Return the mentions that can be people, given all of them."""
    in_full = {
        plain(word)
        for mention in found
        if len(mention.words) > 1 and _person_like(mention)
        for word in mention.words
    }
    votes = _votes(sentences, found, others)
    kept = []
    for mention in found:
        if len(mention.words) > 1:
            if _person_like(mention):
                kept.append(mention)
            continue
        word = plain(mention.words[0])
        titled = mention.start > 0 and _honours(sentences[mention.sentence], mention.start)
        if word in in_full or titled or _alone(word, mention, *votes[word]):
            kept.append(mention)
    return kept


def _honours(words: Sequence[str], start: int) -> bool:
    """Return whether the word before `start` is a title that only people bear."""
    before = words[start - 1]
    return is_title(before) and before[0].isupper() and before.lower() not in _LOOSE_TITLES


_LOOSE_TITLES = frozenset(
    {"state", "home", "foreign", "first", "second", "third", "national", "security", "health",
     "justice", "treasury", "republican", "democratic", "democrat", "conservative", "labour",
     "liberal", "former", "late", "crown", "supreme", "special", "star", "defense", "defence"}
)  # fmt: skip


def _person_like(mention: Mention) -> bool:
    """Return whether a name of several words can be a person's."""
    lex = lexicon()
    name = parse(mention.words)
    if name is None or not all(_latin(word) for word in name.words):
        return False
    words = [word for word in name.words if word[0].isupper()]
    if not words:
        return False
    first, last = plain(words[0]), plain(words[-1])
    lowered = [word.lower() for word in words]
    if " ".join(lowered) in lex.places or lowered[-1] in lex.calendar:
        return False
    if any(word in lex.groups for word in lowered) and first not in lex.first:
        return False
    if lowered[-1] in lex.groups and last not in lex.last:
        return False
    if lowered[-1].rstrip(".") in lex.organisations and last not in lex.last:
        return False
    if lowered[0] in lex.places and lowered[-1] in lex.places and first not in lex.first:
        return False
    if first not in lex.first and last not in lex.last:
        ordinary = [lex.common.get(word, len(lex.common)) < 8000 for word in lowered]
        if all(ordinary) or (mention.chance < 0.7 and ordinary[-1]):
            return False
    return mention.chance > 0.4


def _latin(word: str) -> bool:
    return all(c < "ɐ" or c in "’‐‑" or "Ḁ" <= c <= "ỿ" for c in word)


def _votes(
    sentences: Sentences, found: list[Mention], others: dict[tuple[int, int], str]
) -> dict[str, tuple[int, int]]:
    """Return for each lone word how often it is tagged a person, and how often something else."""
    persons = Counter(plain(m.words[0]) for m in found if len(m.words) == 1)
    rivals: Counter[str] = Counter()
    for sentence, i in others:
        word = plain(sentences[sentence][i])
        if word in persons:
            rivals[word] += 1
    return {word: (count, rivals[word]) for word, count in persons.items()}


def _alone(word: str, mention: Mention, persons: int, rivals: int) -> bool:
    """Return whether a word that stands in no full name and after no title can be a person."""
    lex = lexicon()
    lower = word.lower()
    if len(word) <= 2 or not _latin(word) or not word[0].isupper():
        return False
    if lower in lex.groups or lower in lex.places or lower in lex.calendar:
        return False
    if lower in lex.organisations or is_title(word) or rivals > persons:
        return False
    if mention.words[0].isupper() and len(word) <= 5 and word not in lex.last | lex.first:
        return False
    if any(c.isupper() for c in word[1:]) and not word.startswith(_INNER_CAPITALS):
        return "-" in word or "'" in word or "’" in word
    listed = word in lex.last or word in lex.first
    if lex.common.get(lower, len(lex.common)) < 15000 and not listed:
        return False
    if lower in lex.place_words and not listed:
        return False
    return mention.chance > (0.5 if listed else 0.6)


_INNER_CAPITALS = ("Mc", "Mac", "De", "La", "Le", "Di", "Van", "O", "D", "Du", "Fitz")


# -- the same person elsewhere --------------------------------------------------------------------


def _everywhere(
    sentences: Sentences, found: list[Mention], others: dict[tuple[int, int], str]
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
        for word in {last, plain(name.words[0])} if name.words[0] in lex.family_first else {last}:
            if len(word) > 1 and word[0].isupper():
                sure[word] = max(sure.get(word, 0.0), mention.chance)
        if name.full:
            given[last].update(plain(word) for word in name.words[:-1])
    covered = {(m.sentence, i) for m in found for i in range(m.start, m.end)}
    added = []
    for number, words in enumerate(sentences):
        for i, word in enumerate(words):
            if (number, i) in covered or not word[0].isalpha():
                continue
            usual = plain(word)
            if usual in sure:
                label = others.get((number, i))
                start = _grown(words, i, given[usual], lambda j: (number, j) in covered)
                if _stands(words, i, start, label):
                    chance = 0.9 * sure[usual]
                    name = tuple(words[start : i + 1])
                    added.append(Mention(number, start, i + 1, name, chance))
            elif "-" in word and word[-1] != "-":
                added += _compound(number, i, word, sure)
    return _disjoint([*found, *added])


def _grown(words: Sequence[str], at: int, given: set[str], taken: object) -> int:
    """Return where the name that ends in word `at` begins: given names and particles before it."""
    lex = lexicon()
    start = at
    while start > 0 and at - start < 3 and not taken(start - 1):  # type: ignore[operator]
        before = words[start - 1]
        part = before in lex.particles and before not in {"a", "y", "e", "of", "al"}
        known = plain(before) in given or _continues(words, start)
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
            place = (offset, len(part))
            found.append(Mention(number, at, at + 1, (part,), 0.9 * sure[part], place))
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
