"""A text that somebody wrote as such: a title, perhaps who and when, a blank line, paragraphs.

    Ferry delayed by fog

    The ferry to Osk left an hour late, the harbour master said.

Pages torn to bare lines, which the nets learned from, are seldom so plain; of a short text the
nets are seldom sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.extract.datetext import is_date_line
from search.extract.furniture import wording
from search.extract.lines import Line
from search.extract.prose import is_bullet, words_of
from search.extract.title import names_publisher

LEAST, MOST = 2, 24
"""Words of a title."""

BESIDE = 3
"""Lines between a title and its text, which say who wrote it, where and when."""

SHORT = 9
"""Words of such a line."""

PARAGRAPH = 12
"""Words of a paragraph that stands right below a title."""

_WORKING = re.compile(r"^[^.!?]*:\s*$|^\W*$")  # what introduces a list, a rule of dashes
_SENTENCES = re.compile(r"[.!?]['\"”’»)]*\s+(?=[^\W\d_])(?![a-zа-я])")  # one after another
_GOES_ON = re.compile(r"(?!by\b|von\b|par\b|por\b|di\b|door\b|av\b|автор\b)[a-zа-я]")
_OTHER = re.compile(r"\||©|\bwww\.|https?:|^\(")  # of a list of facts, a picture, an agency


def heading(rows: Sequence[Line], kinds: Sequence[str | None]) -> int | None:
    """Return the place of the line that heads a text written so; None where the text is not."""
    kept = [place for place, kind in enumerate(kinds) if kind is None]
    if len(kept) < 2 or not _may_head(rows[kept[0]]):
        return None
    after = kept[1:]
    below = next((n for n, place in enumerate(after) if rows[place].gap), None)
    if below is None and len(words_of(rows[after[0]].text)) >= PARAGRAPH:
        below = 0  # no blank line stands anywhere: a paragraph a line
    if below is None or below > BESIDE:
        return None
    if any(len(words_of(rows[place].text)) > SHORT for place in after[:below]):
        return None
    if any(_GOES_ON.match(rows[place].text) for place in after[: below + 1]):
        return None
    text = after[below:]
    while text and _is_beside(rows[text[0]]):
        text = text[1:]
    is_prose = bool(text) and all(_is_prose(rows[place]) for place in text)
    return kept[0] if is_prose else None


def _may_head(line: Line) -> bool:
    if not LEAST <= len(words_of(line.text)) <= MOST:
        return False
    if is_bullet(line.text) or _WORKING.match(line.text) or wording(line.text) is not None:
        return False
    if _OTHER.search(line.text) or names_publisher(line.text, None, None):
        return False
    if any(len(words_of(part)) > 2 for part in _SENTENCES.split(line.text)[:-1]):
        return False
    return not (is_date_line(line.text) or line.text.rstrip("\"'”’»").endswith((".", "。", "…")))


def _is_beside(line: Line) -> bool:
    return is_date_line(line.text) and not line.ends_sentence


def _is_prose(line: Line) -> bool:
    return line.ends_sentence and not is_bullet(line.text)
