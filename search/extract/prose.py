"""What a line looks like, in numbers: how like prose, and like which neighbours."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import chain

from search.extract.furniture import wording
from search.extract.lines import Line

_WORD = re.compile(
    r"[A-Za-z0-9]+(?= )|"  # most words; the last line finds these too, in more time
    r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{1,2}|"  # Japanese, Chinese and Thai: no blanks
    r"[^\W_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+(?:['’-][^\W_]+)*"
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:['-][A-Za-z0-9]+)*")  # the same, twice as fast
_BULLET = re.compile(r"^[*+•·»>|○●▪■–—-]\s?")
_LONG_LINE = 2000  # characters looked at; longer lines are prose whatever follows
_KINDS = ("furniture", "section", "paywall", "promo", "caption", "credit", "dateline")


@lru_cache(maxsize=1)
def function_words() -> Mapping[str, frozenset[str]]:
    """Return the commonest function words by language."""
    source = files("search.extract").joinpath("data/functionwords.txt").read_text("utf-8")
    rows = (row.split(": ", 1) for row in source.splitlines() if not row.startswith("#"))
    return {lang: frozenset(words.split()) for lang, words in rows}


@lru_cache(maxsize=1)
def _languages_of() -> Mapping[str, Sequence[str]]:
    """Return for each function word the languages that have it."""
    found: dict[str, list[str]] = {}
    for lang, listed in function_words().items():
        for word in listed:
            found.setdefault(word, []).append(lang)
    return found


def dominant_language(words: Sequence[str]) -> tuple[str | None, float, float]:
    """Return the language whose function words are commonest, their share, and its lead.

    The lead is how many times the share of the next language it is.
    """
    listed = _languages_of()
    counts = dict.fromkeys(function_words(), 0)
    for word in words:
        if word in listed:
            for lang in listed[word]:
                counts[lang] += 1
    total = max(1, len(words))
    shares = {lang: count / total for lang, count in counts.items()}
    ranked = sorted(shares, key=lambda lang: (-shares[lang], lang))
    best, second = ranked[0], ranked[1]
    if not shares[best]:
        return None, 0.0, 0.0
    return best, shares[best], shares[best] / max(shares[second], 1e-9)


def words_of(text: str) -> list[str]:
    """Return the words of a line as written, pairs of signs where no blanks part words."""
    text = text[:_LONG_LINE]
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


def is_bullet(text: str) -> bool:
    """Whether the line begins with the mark of a list."""
    return bool(_BULLET.match(text)) and not text.startswith("--")


def features(rows: Sequence[Line]) -> list[dict[str, float]]:
    """Return, for each line, named numbers of about unit size."""
    tokens = [words_of(line.text) for line in rows]
    lowered = [[word.lower() for word in words] for words in tokens]
    sample = [word for words in lowered for word in words[:60]][:20_000]
    lang, _, _ = dominant_language(sample)
    common = function_words()[lang] if lang else frozenset()
    repeats = Counter(line.text.casefold() for line in rows)
    topics = [{word for word in words if len(word) > 5} for words in lowered]
    spread = Counter(chain.from_iterable(topics))
    own: list[dict[str, float]] = []
    for line, words, lower, topical in zip(rows, tokens, lowered, topics, strict=True):
        own.append(_own(line, words, lower, common))
        shared = len([word for word in topical if spread[word] >= 3])
        own[-1]["topical"] = shared / max(3, len(topical))
        own[-1]["repeated"] = float(repeats[line.text.casefold()] > 1)
    return _with_neighbours(own)


def _own(
    line: Line, words: Sequence[str], lower: Sequence[str], common: frozenset[str]
) -> dict[str, float]:
    count = len(words)
    long = max(1, count)
    share = len([word for word in lower if word in common]) / long
    kind = wording(line.text)
    numbers = {
        "bias": 1.0,
        "words": math.log1p(count) / 3,
        "words>8": float(count > 8),
        "words>16": float(count > 16),
        "words>30": float(count > 30),
        "sentence": float(line.ends_sentence),
        "colon": float(line.text.endswith(":")),
        "bullet": float(is_bullet(line.text)),
        "lowercase start": float(line.text[:1].islower()),
        "common": min(1.0, share * 2),
        "capitals": len([word for word in words if word[0].isupper()]) / long,
        "shouting": len([word for word in words if len(word) > 1 and word.isupper()]) / long,
        "digits": len([word for word in words if word[0].isdigit()]) / long,
        "quote": float(line.text[:1] in "\"“«„'‘"),
        "bars": float("|" in line.text or "›" in line.text or "»" in line.text),
        "commas": min(1.0, line.text[:_LONG_LINE].count(",") / 4),
        "gap": float(line.gap),
    }
    prose = count > 8 and line.ends_sentence and kind is None and (share > 0.15 or not common)
    numbers["prose"] = float(prose)
    numbers["long prose"] = float(count > 30 and share > 0.25)
    numbers["short bullet"] = numbers["bullet"] * float(count < 12 and not line.ends_sentence)
    numbers["short bare"] = float(count <= 8 and not line.ends_sentence)
    numbers["count"] = float(count)  # for the neighbours' sums; carries no weight itself
    for name in _KINDS:
        numbers[name] = float(kind == name)
    return numbers


def _with_neighbours(own: list[dict[str, float]]) -> list[dict[str, float]]:
    """Add what stands around each line: prose near by, prose so far, headings passed."""
    total = sum(row["prose"] * row["count"] for row in own) or 1.0
    cumulative = [0.0]
    for row in own:
        cumulative.append(cumulative[-1] + row["prose"])
    so_far, passed = 0.0, 0.0
    for index, row in enumerate(own):
        before = own[index - 1] if index else None
        after = own[index + 1] if index + 1 < len(own) else None
        for name, other in (("before", before), ("after", after)):
            row[f"{name} words"] = other["words"] if other else 0.0
            row[f"{name} prose"] = other["prose"] if other else 0.0
            row[f"{name} kind"] = sum(other[kind] for kind in _KINDS) if other else 0.0
            row[f"{name} bullet"] = other["bullet"] if other else 0.0
        low, high = max(0, index - 4), min(len(own), index + 5)
        row["prose before"] = (cumulative[index] - cumulative[low]) / max(1, index - low)
        row["prose after"] = (cumulative[high] - cumulative[index + 1]) / max(1, high - index - 1)
        here = row["prose"] * row["count"]
        row["nothing before"] = float(so_far == 0)
        row["little before"] = float(so_far < 0.1 * total)
        row["nothing after"] = float(so_far + here >= total)
        row["little after"] = float(so_far + here > 0.9 * total)
        passed = max(passed, row["section"] * float(so_far > 0.5 * total))
        row["passed heading"] = passed
        row["passed heading, little after"] = passed * row["little after"]
        so_far += here
    alone = float(len(own) < 8)
    mess = sum(row["short bare"] for row in own) / max(1, len(own))
    for row in own:
        row["mess"] = mess
        row["mess, short"] = mess * row["short bare"]
        row["mess, no prose"] = mess * (1 - row["prose"])
        row["mess, ends"] = mess * max(row["nothing before"], row["nothing after"])
        row["few lines"] = alone
    return own
