"""What stands under pictures: captions, and the credits in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from search.extract import outlets
from search.extract.lines import Line

LONG = 150  # characters from which a sentence signed by an agency is a paragraph, no caption

_SUFFIX = re.compile(r"\s[-–—|]\s([^-–—|]{2,40})$")
_CLOSED = re.compile(r"[.!?…][\"'”’»)]*$")
_CREDIT_START = re.compile(
    r"(?:©|\(c\))\s*(?P<agency>[^/\n]{0,40}?)\s*(?:(?:19|20)\d\d)?\s*/\s*|"
    r"\b(?P<photo>AP|AFP|Reuters|REUTERS|EPA|PA|Getty) (?:Photo|Images?)\s*/\s*|"
    r"\((?P<wire>AP|AFP|Reuters|REUTERS|EPA)\s*/\s*|"
    r"\b(?:[Pp]hoto(?:graph)?s?|[Ii]mages?|[Pp]icture|[Ii]llustration)(?: credit)? ?(?:by|:)\s*|"
    r"\b(?:[Cc]redit|Photographer|Foto|Bild|Фото)\s?:\s*"
)
_CREDIT_END = re.compile(
    r"(?:/|\bvia )\s?(?:Getty|AFP|AP|Reuters|REUTERS|EPA|Shutterstock|Alamy)\b"
)
_WORD = re.compile(r"\S+")
_PREFIXES = frozenset(
    ["Mc", "Mac", "De", "Di", "Da", "Du", "La", "Le", "Del", "Van", "Von", "Fitz"]
)
_NO_NAME = frozenset(
    ["Getty", "Images", "Photo", "File", "Handout", "Reuters", "Screenshot", "Courtesy"]
)


def suffix(text: str) -> str | None:
    """Return what a line ends with after a dash or bar, as captions and page titles do."""
    match = _SUFFIX.search(text[-60:])
    ending = match.group(1).strip() if match else None
    if match and ending in outlets.slugs() and len(text) > LONG:
        return None if _CLOSED.search(text[: -len(match.group())]) else ending
    return ending


def suffixes(rows: Sequence[Line]) -> frozenset[str]:
    """Return the endings that mark captions here: known publishers', or on several lines."""
    counts = Counter(
        ending for ending in (suffix(line.text) for line in rows) if ending is not None
    )
    return frozenset(
        ending
        for ending, count in counts.items()
        if ending[:1].isupper() and (count > 2 or outlets.spoken(ending) is not None)
    )


def starts_with_credit(text: str) -> bool:
    """Whether a line opens with a credit (`© AFP / Jane Doe`), often glued to the caption."""
    match = _CREDIT_START.match(text)
    return bool(match) and text[:1] in "©(" and "/" in text[: match.end() + 1] if match else False


def credits(text: str) -> list[str]:  # noqa: A001 - the field's word
    """Return the names of those credited with pictures in a caption or credit line."""
    found = [
        name
        for match in _CREDIT_START.finditer(text[:4000])
        if (name := _name(text[match.end() : match.end() + 80]))
    ]
    for match in _CREDIT_END.finditer(text[:4000]):
        before = re.split(r"[/(,;:©.]\s?|\bby ", text[max(0, match.start() - 50) : match.start()])[
            -1
        ]
        words = before.split()
        if 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words):
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


def without_credits(text: str) -> str:
    """Return a caption without its credits, so that only those pictured are named in it."""
    kept, end = [], 0
    for match in _CREDIT_START.finditer(text):
        if match.start() < end:
            continue
        name = _name(text[match.end() : match.end() + 80])
        kept.append(text[end : match.start()])
        end = match.end() + (len(name) if name else 0)
    kept.append(text[end:])
    return " ".join(" ".join(kept).split())


def _name(text: str) -> str | None:
    """Return the two to four capitalised words that `text` begins with."""
    words: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group()
        cut = _glue(word)
        bare = word[:cut].strip(".,;:()/©") if cut else word.strip(",;:()©")
        stop = cut is not None or word[-1] in ",;:)" or "/" in word
        if "/" in bare:
            bare = bare.split("/", 1)[0]
        if not bare or not bare[0].isupper() or bare in _NO_NAME or len(words) == 4:
            break
        words.append(bare)
        if stop:
            break
    return " ".join(words) if 2 <= len(words) <= 4 else None


def _glue(word: str) -> int | None:
    """Return where a second word begins inside a word, as in `ShemetovRussian`."""
    for place in range(1, len(word)):
        if word[place].isupper() and word[place - 1].islower() and word[:place] not in _PREFIXES:
            return place
    return None
