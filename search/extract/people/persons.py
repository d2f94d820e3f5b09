"""Mentions -> people: which names of one article are the same person, and what to call them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from search.extract.people.features import plain
from search.extract.people.lexicon import lexicon
from search.extract.people.mention import Mention
from search.extract.people.names import (
    SUFFIXES,
    Name,
    given_agree,
    middles_agree,
    parse,
)

MOST = 2000
"""Different names of one article that are compared with each other at most; the rest only meet
their exact spelling."""

SHARED = 30
"""People of one family name that a bare mention is tried on at most; beyond, it is nobody's."""

NEAR = 2
"""Sentences by which one full name must be nearer than another to be the antecedent."""

_HE = frozenset({"he", "him", "his", "himself", "mr", "mr.", "sir", "husband", "father", "son"})
_SHE = frozenset(
    {"she", "her", "hers", "herself", "mrs", "mrs.", "ms", "ms.", "miss", "wife", "mother"}
)


@dataclass(slots=True)
class Bearer:
    """One person: the names that are theirs and the mentions, by number."""

    names: list[Name]
    mentions: list[int] = field(default_factory=list)
    sexes: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Article:
    """What is known of an article's names while they are told apart."""

    sentences: Sequence[Sequence[str]]
    mentions: Sequence[Mention]
    names: list[Name | None]


def bearers(sentences: Sequence[Sequence[str]], mentions: Sequence[Mention]) -> list[Bearer]:
    """Return the people of one article, each with the numbers of its mentions, in no order.

    A family name that several people of the article bear is given to one of them only where a
    title, the nearest full name and the counts leave no doubt; else the mention is nobody's.
    """
    article = _Article(sentences, mentions, [parse(_usual(m.words)) for m in mentions])
    full = _full(article)
    _link_lone(article, full)
    return [bearer for bearer in full if bearer.mentions]


def _usual(words: tuple[str, ...]) -> tuple[str, ...]:
    capitals = all(word.isupper() for word in words if len(word) > 2) and len(words) > 1
    return tuple(plain(w) if capitals or len(words) == 1 else w for w in words)


def _full(article: _Article) -> list[Bearer]:
    """Return a bearer for every full name, names of one person together."""
    counts: Counter[Name] = Counter()
    where: dict[Name, list[int]] = defaultdict(list)
    for number, name in enumerate(article.names):
        if name is not None and name.full:
            counts[name] += 1
            where[name].append(number)
    order = sorted(counts, key=lambda name: (-len(name.keys), -counts[name], where[name][0]))
    by_last: dict[str, list[Bearer]] = defaultdict(list)
    by_first: dict[str, list[Bearer]] = defaultdict(list)
    found: list[Bearer] = []
    for rank, name in enumerate(order):
        bearer = None
        if rank < MOST:
            kin = by_last[name.last]
            bearer = next((b for b in kin if _same(b.names[0], name)), None)
            bearer = bearer or next((b for b in kin if _ends_with(b.names[0], name)), None)
            namesakes = by_first[name.first]
            bearer = bearer or next((b for b in namesakes if _typo(b, name, counts)), None)
        if bearer is None:
            bearer = Bearer([])
            found.append(bearer)
            by_last[name.last].append(bearer)
            by_first[name.first].append(bearer)
        bearer.names.append(name)
        bearer.mentions += where[name]
    for bearer in found:
        for number in bearer.mentions:
            bearer.sexes.update(_sex(article, number))
    return found


def _same(one: Name, other: Name) -> bool:
    """Return whether two names with one family name can be one person's."""
    if one.suffix != other.suffix and one.suffix and other.suffix:
        return False
    if "jr" in (one.suffix, other.suffix) and one.suffix != other.suffix:
        return False
    if not given_agree(one.first, other.first):
        # Nancy Davis Reagan and J. Edgar Hoover are also named by the middle name.
        middle = one.keys[1:-1]
        return bool(middle) and len(other.keys) == 2 and other.first == middle[0] != ""
    return middles_agree(one.keys[1:-1], other.keys[1:-1])


def _ends_with(longer: Name, shorter: Name) -> bool:
    """Return whether a name is the end of another: Peña Nieto of Enrique Peña Nieto."""
    return (
        len(shorter.keys) < len(longer.keys) and longer.keys[-len(shorter.keys) :] == shorter.keys
    )


def _typo(bearer: Bearer, name: Name, counts: Counter[Name]) -> bool:
    """Return whether a rare name is a slip of the pen for the frequent one of the bearer."""
    usual = bearer.names[0]
    if counts[name] > 1 or counts[usual] <= counts[name] or usual.suffix != name.suffix:
        return False
    return slip(usual.last, name.last)


def slip(usual: str, rare: str) -> bool:
    """Return whether two keys differ by one letter (two when long) and begin alike."""
    if len(rare) < 5 or rare[0] != usual[0] or abs(len(rare) - len(usual)) > 2:
        return False
    if {usual, rare} == {min(usual, rare, key=len), min(usual, rare, key=len) + "a"}:
        return False  # Ivanov and Ivanova
    most = 1 if len(rare) < 9 else 2
    return DamerauLevenshtein.distance(usual, rare, score_cutoff=most) <= most


def _sex(article: _Article, number: int) -> list[str]:
    """Return "he" or "she" where the words around a mention tell, else nothing."""
    mention = article.mentions[number]
    words = article.sentences[mention.sentence]
    before = words[mention.start - 1].lower() if mention.start else ""
    if before in _HE or before in _SHE:
        return ["he" if before in _HE else "she"]
    upcoming = article.mentions[number + 1] if number + 1 < len(article.mentions) else None
    end = min(len(words), mention.end + 15)
    if upcoming is not None and upcoming.sentence == mention.sentence:
        end = min(end, upcoming.start)
    for word in words[mention.end : end]:
        lower = word.lower()
        if lower in _HE or lower in _SHE:
            return ["he" if lower in _HE else "she"]
    return []


def _link_lone(article: _Article, found: list[Bearer]) -> None:
    """Give every mention of one word to the person it names; new people for the rest."""
    by_last, by_other = _registers(found)
    owner = {number: bearer for bearer in found for number in bearer.mentions}
    totals = {id(bearer): len(bearer.mentions) for bearer in found}
    lone = Counter(n.last for n in article.names if n is not None and not n.full)
    spare: dict[str, Bearer] = {}
    latest: dict[int, int] = {}
    for number, name in enumerate(article.names):
        if name is None:
            continue
        if name.full:
            if number in owner:
                latest[id(owner[number])] = article.mentions[number].sentence
            continue
        bearers = by_last.get(name.last) or by_other.get(name.last)
        if not bearers:
            usual = _slip_of(name.last, lone, by_last)
            bearers = by_last.get(usual) if usual else None
            name_key = usual or name.last
        else:
            name_key = name.last
        if name.suffix and bearers:
            bearers = [
                b for b in bearers if any(n.suffix == name.suffix for n in b.names)
            ] or bearers
        if not bearers:
            bearer = spare.setdefault(name_key, Bearer([]))
            bearer.names.append(name)
            bearer.mentions.append(number)
        elif len(bearers) == 1:
            bearers[0].mentions.append(number)
        else:
            chosen = _chosen(article, number, bearers, latest, totals)
            if chosen is not None:
                chosen.mentions.append(number)
    found += spare.values()


def _registers(found: list[Bearer]) -> tuple[dict[str, list[Bearer]], dict[str, list[Bearer]]]:
    """Return who bears each family name, and each other part of a name."""
    by_last: dict[str, list[Bearer]] = defaultdict(list)
    by_other: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in found:
        names = bearer.names
        eastern = [name.first for name in names if name.words[0] in lexicon().family_first]
        for last in dict.fromkeys([*(name.last for name in names), *eastern]):
            by_last[last].append(bearer)
        others = (key for name in names for key in name.keys[:-1] if len(key) > 1)
        for other in dict.fromkeys(others):
            by_other[other].append(bearer)
    return by_last, by_other


def _slip_of(rare: str, lone: Counter[str], by_last: dict[str, list[Bearer]]) -> str | None:
    """Return the family name of this article that a rare one is a slip for."""
    if lone[rare] > 2 or len(rare) < 6 or len(lone) + len(by_last) > MOST:
        return None
    candidates = [last for last in {**by_last, **lone} if last != rare and last[:1] == rare[:1]]
    near = [
        last
        for last in candidates
        if slip(last, rare) and lone[last] + 2 * len(by_last.get(last, ())) > lone[rare]
    ]
    return max(near, key=lambda last: (lone[last], last)) if near else None


def _chosen(
    article: _Article,
    number: int,
    bearers: Sequence[Bearer],
    latest: dict[int, int],
    totals: dict[int, int],
) -> Bearer | None:
    """Return the one of several bearers that a bare family name means, None when in doubt.

    `latest` holds the sentence of the last full name so far, `totals` how often it stands.
    """
    if len(bearers) > SHARED:
        return None
    sex = _sex(article, number)
    titled = _titled(article, number)
    able = list(bearers)
    if sex:
        other = "she" if sex[0] == "he" else "he"
        agreeing = [b for b in able if b.sexes[sex[0]] >= b.sexes[other]]
        telling = [b for b in agreeing if b.sexes[sex[0]] > 0]
        if titled and len(telling) == 1:
            return telling[0]
        able = agreeing or able
    if len(able) == 1:
        return able[0]
    ranked = sorted(able, key=lambda b: -totals[id(b)])
    most, next_most = totals[id(ranked[0])], totals[id(ranked[1])]
    recent = sorted(able, key=lambda b: -latest.get(id(b), -NEAR))
    near = recent[0]
    gap = latest.get(id(near), -NEAR) - latest.get(id(recent[1]), -NEAR)
    if gap >= NEAR and totals[id(near)] == most:
        return near
    return ranked[0] if most >= 3 * next_most and gap < NEAR else None


def _titled(article: _Article, number: int) -> bool:
    mention = article.mentions[number]
    words = article.sentences[mention.sentence]
    before = words[mention.start - 1].lower() if mention.start else ""
    return before in {"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss"}


# -- what to call them ----------------------------------------------------------------------------


def canonical(forms: Iterable[tuple[tuple[str, ...], int]]) -> str:
    """Return the name of a person from (words as written, how often): frequent, full, no title.

    A longer form that ends in the frequent one wins (Enrique Peña Nieto over Peña Nieto), and a
    form with small letters over one in capitals.
    """
    counts: Counter[str] = Counter()
    parsed: dict[str, Name] = {}
    for words, count in forms:
        name = parse(_usual(words))
        if name is None:
            continue
        text = spelled(name)
        counts[text] += count
        parsed.setdefault(text, name)
    full = [text for text in counts if parsed[text].full]
    full = full or [text for text in counts if parsed[text].regnal] or list(counts)
    best = max(full, key=lambda text: (not text.isupper(), counts[text], len(text)))
    keys = parsed[best].keys
    for text in sorted(full, key=lambda text: -counts[text]):
        longer = parsed[text].keys
        if len(longer) > len(keys) and longer[-len(keys) :] == keys:
            return text
    return best


def spelled(name: Name) -> str:
    """Return a name as shown: `Donald Trump Jr.`, `Pope Francis`."""
    words = [name.regnal.capitalize()] if name.regnal else []
    words += name.words
    if name.suffix in SUFFIXES:
        words.append(
            name.suffix.capitalize() + "." if name.suffix in ("jr", "sr") else name.suffix.upper()
        )
    return " ".join(words)
