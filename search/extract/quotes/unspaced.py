"""Speech in Chinese and Japanese, where no blanks part words and other marks end sentences.

Who speaks is not looked for: that needs words told apart. A verb of speech before or behind the
marks tells that somebody does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from search.extract.quotes.lexicon import words
from search.extract.quotes.marks import Stretch

WHOLE = 10
"""Characters from which on a whole sentence between marks is speech without a verb beside it."""

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_FINAL = "。！？!?…"


def is_unspaced(body: str, stretch: Stretch) -> bool:
    """Return whether a stretch holds Chinese or Japanese."""
    opening = body[stretch.start : min(stretch.end, stretch.start + 8)]
    return max(opening, default="") > "\u303f" and _UNSPACED.search(opening) is not None


def speaking(body: str, stretch: Stretch) -> tuple[int, int] | None:
    """Return where the verb stands by which a stretch is speech, None when it is none.

    An empty place: it is speech by its shape.
    """
    before, behind, quoting = _patterns()
    if (found := before.search(body, max(0, stretch.first - 12), stretch.first)) is not None:
        return found.span("verb")
    if (found := quoting.match(body, stretch.last, stretch.last + 40)) is not None:
        return found.span("verb")
    whole = body[stretch.end - 1] in _FINAL
    if whole and (found := behind.match(body, stretch.last, stretch.last + 24)) is not None:
        return found.span("verb")
    if whole and stretch.end - stretch.start >= WHOLE:
        return stretch.end, stretch.end
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what stands before Chinese speech, behind it, and behind Japanese speech."""
    chinese = "|".join(sorted(words("chinese speech"), key=lambda one: (-len(one), one)))
    japanese = "|".join(sorted(words("japanese speech")))
    return (
        re.compile(rf"(?P<verb>{chinese})(?:道|[^，。！？：、；\n“”「」]{{0,4}})[：:，,]\s?$"),
        re.compile(
            rf"[，,]?[^，。！？：、；\n“”「」]{{0,16}}?(?P<verb>{chinese})(?=[，。,；\n]|道)"
        ),
        re.compile(rf"(?:など)?と[^。「」『』\n]{{0,24}}?(?P<verb>{japanese})"),
    )
