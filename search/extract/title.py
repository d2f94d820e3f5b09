"""The title: as stated, or the line of the text that heads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from search.extract import outlets
from search.extract.furniture import wording
from search.extract.lines import Line
from search.extract.prose import is_bullet, words_of

LONGEST = 300  # characters
SURE = 2.0  # score below which no line is taken for the title
_BAR = re.compile(r"\s+[|–—-]\s+|\s*[|»·]\s*")
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Return the words two spellings of one title share."""
    return _WORD.findall(text[:1000].casefold())


def stated(text: str, publisher: str | None, url: str | None) -> str | None:
    """Return a stated title without the name of its publisher at either end."""
    title = " ".join(text.split())
    for _ in range(2):
        parts = list(_BAR.finditer(title))
        if parts and _names_publisher(title[parts[-1].end() :], publisher, url):
            title = title[: parts[-1].start()]
        elif parts and _names_publisher(title[: parts[0].start()], publisher, url):
            title = title[parts[0].end() :]
    return title or None


def _names_publisher(text: str, publisher: str | None, url: str | None) -> bool:
    key = "".join(words(text)).removeprefix("the")
    if not key:
        return False
    own = "".join(words(publisher or "")).removeprefix("the")
    site = "".join(words((outlets.registered(outlets.host(url) or "") or "") if url else ""))
    if own and (key == own or (len(own) > 3 and key.startswith(own) and len(key) < 3 * len(own))):
        return True
    if len(key) > 2 and site.startswith(key):
        return True
    known = outlets.named(text)
    return known is not None and known.kind != "platform"


def found(rows: Sequence[Line], kinds: Sequence[str | None]) -> tuple[int, float] | None:
    """Return the index of the line that heads the text and how sure that is.

    A title stands above the first paragraph, is no sentence, and names what the text is about;
    often it stands there twice.
    """
    body = [index for index, kind in enumerate(kinds) if kind is None][:60]
    first = next(
        (
            index
            for index, line in enumerate(rows)
            if kinds[index] is None and len(words_of(line.text)) > 12 and line.ends_sentence
        ),
        min(len(rows), 12),
    )
    spellings = [tuple(words(line.text)) for line in rows[:400]]
    told = [spellings[at] if at < 400 else words(rows[at].text) for at in body]
    topic = Counter(word for line in told for word in set(line) if len(word) > 3)
    scores: dict[int, float] = {}
    for index in range(min(first, len(rows), 400)):
        line = rows[index]
        if not _could_head(line, kinds[index]):
            continue
        content = [word for word in spellings[index] if len(word) > 3]
        hits = sum(topic[word] > (kinds[index] is None) for word in set(content))
        twice = spellings.count(spellings[index]) > 1 and len(spellings[index]) > 4
        lead = all(kinds[earlier] in _ABOVE for earlier in range(index))
        below = kinds[index + 1] if index + 1 < len(rows) else None
        score = (
            3 * hits / (len(set(content)) + 2)
            + 0.7 * twice
            + 1 / (1 + (first - index) / 4)
            + 0.7 * lead
            + 0.5 * (below == "dateline")
            + 0.3 * (len(content) > 3)
        )
        scores[index] = score
    if not scores:
        return None
    best = max(scores, key=lambda index: (scores[index], -index))
    if scores[best] < SURE:
        return None
    best = _above_standfirst(best, scores, rows)
    alone = all(kind in _ABOVE for kind in kinds[:best])  # nothing that could head it is above
    return best, min(0.95, 0.3 + 0.1 * scores[best] + 0.15 * alone)


def _above_standfirst(best: int, scores: Mapping[int, float], rows: Sequence[Line]) -> int:
    """Return the line a few above that the best one stands below as its standfirst, or the best.

    A standfirst is the longer, and speaks of the same things as the headline above it.
    """
    for index in range(max(0, best - 4), best):
        if index in scores and scores[index] >= 0.6 * scores[best]:
            shorter = len(rows[index].text) < len(rows[best].text)
            if shorter and len(words(rows[index].text)) >= 4 and not is_bullet(rows[best].text):
                return index
    return best


_ABOVE = ("furniture", "dateline", "credit", "promo")


def _could_head(line: Line, kind: str | None) -> bool:
    text = line.text
    count = text.count(" ") + 1
    if kind in ("caption", "credit", "dateline", "paywall", "foreign") or not 2 <= count <= 32:
        return False
    if len(text) > LONGEST or is_bullet(text) or wording(text) is not None:
        return False
    named = [word[:1].isupper() for word in words_of(text)]
    return not text.endswith((".", ";", ",", ":")) or (
        text.endswith(".") and not line.number > 3 and sum(named) > 0.6 * len(named)
    )


def same(one: str, other: str) -> bool:
    """Whether two spellings are one title: equal, or one the beginning of the other."""
    first, second = _WORD.search(one), _WORD.search(other)
    if not (first and second) or first.group().casefold() != second.group().casefold():
        return False
    left, right = words(one), words(other)
    if left == right:
        return bool(left)
    short, long = sorted((left, right), key=len)
    return len(short) >= 5 and long[: len(short)] == short and len(long) <= 2 * len(short)
