"""What stands between quotation marks when nobody speaks: a title, a nickname, a doubtful word."""

from __future__ import annotations

import re
from typing import Literal

from search.extract.quotes.lexicon import words
from search.extract.quotes.marks import Stretch

Kind = Literal["direct", "mixed", "indirect", "scare", "title", "nickname"]

_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
_SMALL = words("small in titles")
_LAST = re.compile(r"\W*(\w+)")
_WORK = re.compile(
    r"\b(?:book|novel|memoir|film|movie|documentary|song|album|show|series|play|musical|opera"
    r"|program|programme|podcast|column|essay|poem|comedy|drama|episode|magazine|single|hit"
    r"|bestseller|author of|star of|host of|titled|entitled|called|on (?:\w+['’]s )?(?:CNN|NBC|ABC"
    r"|CBS|MSNBC|Fox|PBS|BBC|HBO)['’]?s?|(?:CNN|NBC|ABC|CBS|MSNBC|Fox(?: News)?|PBS|BBC|HBO)['’]s)"
    r"\W*$",
    re.IGNORECASE,
)
_SO_CALLED = re.compile(
    r"\b(?:so[- ]called|self-(?:styled|described|proclaimed)|nicknamed|codenamed|code-named"
    r"|(?:better |also |widely |commonly )?known as|the (?:word|term)s?|sogenannten?|soi-disant"
    r"|так называем\w+|llamad[oa]s?)\s$",
    re.IGNORECASE,
)
_WORK_ENDS = words("ends a work")
_SO_CALLED_ENDS = words("ends the so-called")
# To look at the last word first takes a tenth of the time.
_NAME_BEFORE = re.compile(r"[A-Z][\w.'’-]+ $")
_NAME_AFTER = re.compile(r" [A-Z][\w'’-]+")


def unspoken(body: str, stretch: Stretch) -> Kind:
    """Return what a stretch is that nobody is quoted with."""
    words = _WORD.findall(body, stretch.start, min(stretch.end, stretch.start + 300))
    if is_nickname(body, stretch):
        return "nickname"
    large = [word for word in words if word.lower() not in _SMALL]
    capital = bool(large) and all(word[0].isupper() or word[0].isdigit() for word in large)
    if words and words[0][0].isupper() and _work(body, stretch):
        return "title"
    if capital and len(words) > 1 and len(words) < 13:
        return "title"
    return "scare"


def is_at_length(body: str, stretch: Stretch) -> bool:
    """Return whether the words before say that nobody's words follow: the so-called "reform"."""
    last = _last_word(body, stretch.first)
    if last not in _SO_CALLED_ENDS and not last.startswith("называем"):
        return False
    return _SO_CALLED.search(body, max(0, stretch.first - 40), stretch.first) is not None


def is_titled(body: str, stretch: Stretch) -> bool:
    """Return whether a work is named before and the stretch is written as its title."""
    before = _work(body, stretch)
    if before is None or "called" in before or body[stretch.end - 1] == ",":
        return False
    return unspoken(body, stretch) == "title"


def _work(body: str, stretch: Stretch) -> str | None:
    """Return the words before a stretch that name a work, None where none does."""
    if _last_word(body, stretch.first) not in _WORK_ENDS:
        return None
    found = _WORK.search(body, max(0, stretch.first - 60), stretch.first)
    return found.group() if found else None


def _last_word(body: str, end: int) -> str:
    """Return the last word before `end` in lower case."""
    found = _LAST.match(body[max(0, end - 60) : end][::-1])
    return found[1][::-1].lower() if found else ""


def is_nickname(body: str, stretch: Stretch) -> bool:
    """Return whether a stretch stands between given and family name: Joe "Tiny" Berg."""
    if stretch.end - stretch.start > 24 or body[stretch.end - 1] in ",.!?":
        return False
    words = _WORD.findall(body, stretch.start, stretch.end)
    return (
        0 < len(words) < 4
        and words[0][0].isupper()
        and _NAME_BEFORE.search(body, max(0, stretch.first - 25), stretch.first) is not None
        and _NAME_AFTER.match(body, stretch.last) is not None
    )
