"""What the rest of the article shows to be no person: storms, lawsuits, towns, companies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from search.extract.people.features import plain
from search.extract.people.lexicon import lexicon
from search.extract.people.mention import Mention
from search.extract.people.text import Sentences, Text

_STORM = frozenset({"hurricane", "storm", "typhoon", "cyclone", "hurricanes", "storms"})
_VERSUS = frozenset({"v", "vs", "v.", "vs."})
_WITHIN = frozenset({"in", "near", "outside", "throughout"})
_HELD = frozenset(
    {"believe", "believed", "believes", "belief", "confidence", "disappointed", "faith", "hope"}
    | {"hopes", "interest", "interested", "invest", "invested", "trust", "trusted"}
)
"""What people have in somebody: "in" after these leads to no place."""

_FIRM = frozenset(
    {"inc", "corp", "ltd", "llc", "plc", "co", "cos", "ag", "ab", "sa", "nv", "gmbh", "bros"}
)
_LONGEST_SIGN = 5  # with a full stop
_SMALL = frozenset({"inc", "corp", "ltd", "co"})  # as wires write them, in small letters too
_KIN = frozenset({"family", "families", "brothers", "sisters", "siblings", "dynasty", "clan"})
_JOINS = frozenset({",", ";", "and"})
_POSSESSIVE = frozenset({"'s", "’s"})
_ARTICLES = frozenset({"the", "a", "an"})


def is_company(words: Sequence[str], end: int) -> bool:
    """Return whether the words up to `end` begin a company's name: Goldman, Sachs and Co."""
    if end >= len(words):
        return False
    after = words[end]
    if after in ("and", "And") and end + 1 < len(words):
        return words[end + 1].lower().rstrip(".") in _FIRM
    if after == "<" and end + 1 < len(words):
        return words[end + 1].isupper()  # the sign shares are traded by: Holiday <HIA>
    return after == "&" or _is_firm(after)


def firms(text: Text) -> set[str]:
    """Return the words of what the article calls a company: Inns, of Holiday Inns Inc."""
    signs = [word for word in text.distinct if len(word) <= _LONGEST_SIGN and _is_firm(word)]
    words_of_firms: set[str] = set()
    for number, i in text.where(signs):
        words = text.sentences[number]
        start = i
        partners = i > 1 and words[i - 1] in ("and", "&")  # Merrill Lynch, Pierce, Fenner and Co
        most = 9 if partners else 4
        while start and i - start < most:
            before = words[start - 1]
            if not (before[0].isupper() or (partners and before in (",", "and", "&"))):
                break
            start -= 1
        words_of_firms.update(plain(word) for word in words[start:i] if word[0].isupper())
    return words_of_firms


def nobodies(sentences: Sentences, found: Sequence[Mention]) -> set[str]:
    """Return the lone words that stand somewhere in the article where no person does.

    For a town, half of the mentions must: "in Trump" may stand in any article about him. So must
    those of a word with an article before it: the Whigs.
    """
    storms, towns, times = set(), Counter[str](), Counter[str]()
    for mention in found:
        words = sentences[mention.sentence]
        if len(mention.words) > 1:
            continue
        word = plain(mention.words[0])
        times[word] += 1
        before = words[mention.start - 1].lower() if mention.start else ""
        after = words[mention.end] if mention.end < len(words) else ""
        storm_or_suit = before in _STORM or before in _VERSUS or after in _VERSUS
        if before in _ARTICLES and (after in _KIN or not _known(mention.words)):
            towns[word] += 1
        if storm_or_suit or (not mention.start and _versus_ends(sentences, mention.sentence - 1)):
            storms.add(word)
        towns[word] += _is_place(words, mention)
    return storms | {word for word, count in towns.items() if 2 * count >= times[word]}


def owners(text: Text, found: Sequence[Mention]) -> set[str]:
    """Return the unknown lone words that an organisation or a work goes by.

    Insomniac, where the article has Insomniac Games; Riverdale, of Riverdale's Cole Sprouse.
    """
    lex = lexicon()
    lone = {m.words[0] for m in found if len(m.words) == 1 and not _known(m.words)}
    heads = {(m.sentence, m.start) for m in found if len(m.words) > 1}
    things: set[str] = set()
    for number, i in text.where(lone):
        words = text.sentences[number]
        after = words[i + 1] if i + 1 < len(words) else "."
        is_named = after[0].isupper() and after.lower().rstrip(".") in lex.organisations
        if is_named or (after in _POSSESSIVE and (number, i + 2) in heads):
            things.add(plain(words[i]))
    return things


def _is_firm(word: str) -> bool:
    bare = word.lower().rstrip(".")
    return bare in _FIRM and (word[0].isupper() or bare in _SMALL)


def in_lists(sentences: Sentences, found: Sequence[Mention]) -> set[int]:
    """Return the numbers of the mentions that stand beside another in a list: Ray, Wu and Hale."""
    listed: set[int] = set()
    for number, (one, other) in enumerate(pairwise(found)):
        gap = (
            sentences[one.sentence][one.end : other.start]
            if one.sentence == other.sentence
            else ()
        )
        if 0 < len(gap) < 3 and _JOINS.issuperset(gap):
            listed |= {number, number + 1}
    return listed


def things(sentences: Sentences, found: Sequence[Mention]) -> set[tuple[str, ...]]:
    """Return the names of several words that mostly have an article before them: the Wild Boars.

    Not those of a known given or family name: the George Bush years.
    """
    times, with_article = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for mention in found:
        times[mention.words] += 1
        if len(mention.words) > 1 and mention.start:
            before = sentences[mention.sentence][mention.start - 1].lower()
            if before in _ARTICLES and not _known(mention.words):
                with_article[mention.words] += 1
    return {name for name, count in with_article.items() if count and 2 * count >= times[name]}


def _known(words: Sequence[str]) -> bool:
    lex = lexicon()
    return plain(words[0]) in lex.first or plain(words[-1]) in lex.last


def _versus_ends(sentences: Sentences, number: int) -> bool:
    """Return whether a sentence ends in the full stop of "v.", which ends none."""
    return number >= 0 and [word.lower() for word in sentences[number][-2:]] == ["v", "."]


def _is_place(words: Sequence[str], mention: Mention) -> bool:
    """Return whether a lone word stands as places do: in Selma, or before its state."""
    after = list(words[mention.end : mention.end + 2])
    if len(after) == 2 and after[0] == "," and after[1].lower() in lexicon().places:
        return True
    start = mention.start
    if start > 3 and list(words[start - 2 : start]) == [",", "of"] and words[start - 3].isdigit():
        return True  # Susan Hale, 55, of Addison
    if not mention.start or words[mention.start - 1].lower() not in _WITHIN:
        return False
    governs = words[mention.start - 2].lower() if mention.start > 1 else ""
    possessive = bool(after) and after[0] in ("'s", "’s", "'", "’")
    return governs not in _HELD and not possessive
