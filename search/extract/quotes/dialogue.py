"""Speech that begins with a dash, as in Russian, Spanish and French news: — No, — he said.

Only where a verb of speech follows the first words behind their comma, and only in languages that
write so: elsewhere a dash opens lists and asides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.extract.quotes.lexicon import Lexicon
from search.extract.quotes.marks import Paragraph, Stretch

LANGUAGES = frozenset({"ru", "uk", "be", "bg", "es", "fr", "pl", "pt", "it", "sv"})
_WITHOUT_DASH = frozenset({"fr", "sv"})
"""Languages in which a comma alone may part speech from who speaks: — Nous irons, dit-il."""
LONGEST = 3000
"""Characters of a paragraph of dialogue at most."""

_OPENS = re.compile(r"[—–―-]\s*(?=\S)")
_TURN = re.compile(
    r"(?:(?P<end>[,.!?…])(?P<gap>\s*[—–―-]\s?|\s)|(?P<dash>\s[—–―-]\s?))"
    r"(?:(?:a|ont|avait|ha|han|había|aveva)\s)?(?P<verb>[^\W\d_]+)"
)
_AGAIN = re.compile(r"(?<=[\w.,)])\s*[—–―-](?P<stop>[.,])?\s+(?=[^\W\d_])")


def with_dialogue(
    body: str, paragraphs: Sequence[Paragraph], lang: str | None, lexicon: Lexicon
) -> list[Paragraph]:
    """Return the paragraphs, those that begin with a dash and a turn of speech with its words."""
    if (lang or "")[:2] not in LANGUAGES:
        return list(paragraphs)
    return [
        paragraph
        if paragraph.stretches or body[paragraph.start] not in "—–―-"
        else Paragraph(
            paragraph.start, paragraph.end, _spoken(body, paragraph, lexicon, lang or "")
        )
        for paragraph in paragraphs
    ]


def _spoken(body: str, paragraph: Paragraph, lexicon: Lexicon, lang: str) -> tuple[Stretch, ...]:
    opened = _OPENS.match(body, paragraph.start)
    if opened is None or paragraph.end - paragraph.start > LONGEST:
        return ()
    start = opened.end()
    for turn in _TURN.finditer(body, start, paragraph.end):
        if turn["verb"].lower() not in lexicon.verbs:
            continue
        end = turn.end("end") if turn["end"] else turn.start("dash")
        if not (turn["dash"] or turn["gap"].strip()) and lang[:2] not in _WITHOUT_DASH:
            continue
        first = Stretch(opened.start(), start, end, end)
        rest = _AGAIN.search(body, turn.end(), paragraph.end)
        if rest is None:
            return (first,)
        goes_on = Stretch(rest.end(), rest.end(), paragraph.end, paragraph.end)
        return (first, goes_on)
    return ()
