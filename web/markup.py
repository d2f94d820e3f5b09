"""Text and spans to safe HTML: the one place where either becomes markup, and bleach's only user.

Text is escaped once, signs of our own stand where a span begins and ends, and bleach, which knows
no tag at all, is the gate. Only then the signs become <mark>: to bleach a tag costs more time than
a hundred letters, and a sign is a letter like any other. No text brings such a sign with it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from search.engine import Snippet

if TYPE_CHECKING:
    from bleach.sanitizer import Cleaner

Spans = Iterable[tuple[int, int]]

BATCH = 8_000
"""Characters bleach sees at once: its time grows with the square of hostile input."""

_RUN = 1_000
"""Characters of text in one piece: escaped it is five times as long at most, and fits a batch."""

_OPEN, _CLOSE, _NEXT = "\ue0f0", "\ue0f1", "\ue0f2"
"""For private use, so no script has them: a span begins, a span ends, the next text begins."""

_SIGNS = (_OPEN, _CLOSE, _NEXT)

_idle: list[Cleaner] = []
"""Gates that nobody is using: as many as there were calls at once, not one for each thread."""


def marked(text: str | None, spans: Spans = ()) -> Markup:
    """Return `text` as HTML with <mark> around each span; empty for None.

    Spans are (start, end) offsets into `text`; those that overlap are joined, those outside cut.
    """
    return _cleaned(_signed(text or "", spans))


def snippets(passages: Sequence[Snippet], *, marks: bool = True) -> tuple[Markup, ...]:
    """Return each passage as HTML, an ellipsis where text was cut; one call serves a page."""
    return _together(_with_ellipses(passage, marks) for passage in passages)


def listed(
    passages: Sequence[Snippet], texts: Sequence[tuple[str, Spans]]
) -> tuple[tuple[Markup, ...], tuple[Markup, ...]]:
    """Return what `snippets` and `many` would, in one call for both: each has its price."""
    signed = [_with_ellipses(one, marks=True) for one in passages]
    done = _together([*signed, *(_signed(text, spans) for text, spans in texts)])
    return done[: len(signed)], done[len(signed) :]


def many(texts: Iterable[tuple[str, Spans]]) -> tuple[Markup, ...]:
    """Return what `marked` would for each text, passing as few batches as possible to bleach."""
    return _together(_signed(text, spans) for text, spans in texts)


def embedded(record: object) -> Markup:
    """Return a record as JSON that may stand inside a `<script>` of data.

    No sign that HTML reads is in it, so nothing in it can end the script; and it is ASCII.
    """
    text = json.dumps(record)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704


def _together(texts: Iterable[str]) -> tuple[Markup, ...]:
    """Return each text with its signs as HTML, several to a batch."""
    done: list[Markup] = []
    waiting: list[str] = []
    size = 0

    def flush() -> None:
        if not waiting:
            return
        parts = _clean(_NEXT.join(waiting)).split(_NEXT)
        if len(parts) != len(waiting):  # never seen; each alone is slower and just as safe
            parts = [_clean(one) for one in waiting]
        # They have passed bleach; Markup itself would ask each whether it knows its own HTML.
        done.extend([str.__new__(Markup, part) for part in parts])
        waiting.clear()

    for text in texts:
        escaped = html.escape(text, quote=False)
        length = len(escaped) + len(_NEXT)
        if size + length > BATCH:
            flush()
            size = 0
        if length > BATCH:
            done.append(_cleaned(text))
            continue
        waiting.append(escaped)
        size += length
    flush()
    return tuple(done)


def _with_ellipses(passage: Snippet, marks: bool) -> str:
    text = _signed(passage.text, passage.marks if marks else ())
    return ("… " if passage.before else "") + text + (" …" if passage.after else "")


def _signed(text: str, spans: Spans) -> str:
    """Return a text with signs where spans begin and end."""
    for sign in _SIGNS:
        if sign in text:
            text = text.replace(sign, "\ufffd")
    pieces: list[str] = []
    position = 0
    for start, end in _disjoint(spans, len(text)):
        pieces += (text[position:start], _OPEN, text[start:end], _CLOSE)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _disjoint(spans: Spans, length: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted([(max(start, 0), min(end, length)) for start, end in spans]):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cleaned(text: str) -> Markup:
    """Return one text with its signs as HTML, however long it is."""
    return Markup("".join(map(_clean, _batches(text))))  # noqa: S704


def _batches(text: str) -> Iterator[str]:
    """Yield a text in batches, escaped. A sign may be in another than its fellow."""
    batch: list[str] = []
    size = 0
    for start in range(0, len(text), _RUN):
        # Quotes wait until bleach is done: each entity costs it time, and they are harmless here.
        run = html.escape(text[start : start + _RUN], quote=False)
        if size + len(run) > BATCH:
            yield "".join(batch)
            batch, size = [], 0
        batch.append(run)
        size += len(run)
    yield "".join(batch)


def gate() -> Cleaner:
    """Return a bleach that lets no tag through, for one call at a time.

    Its parser looks every letter up among the signs that are errors in HTML, and counts those for
    nobody: that was three fifths of its time (`bench http`). It then looks whether any letter of
    what begins its input is no space, so that no frameset may follow: none may from the outset.
    What it lets through is the same.
    """
    from bleach.sanitizer import Cleaner  # slow to load, and a search in a terminal needs none

    cleaner = Cleaner(tags=set(), attributes={}, protocols=set(), strip=False)
    parser = cleaner.parser
    reset = parser.reset

    def begin() -> None:
        reset()
        parser.framesetOK = False
        stream: Any = getattr(parser.tokenizer.stream, "_inner_stream", None)
        if hasattr(stream, "reportCharacterErrors"):
            stream.reportCharacterErrors = None

    parser.reset = begin
    return cleaner


@lru_cache(maxsize=256)
def _clean(markup: str) -> str:
    """Return `markup` with nothing left but text, and marks for signs; BATCH characters go in.

    The cache needs no snapshot for its key: the answer depends on the text alone.
    """
    try:
        cleaner = _idle.pop()  # they keep state while they work
    except IndexError:
        cleaner = gate()
    clean: str = cleaner.clean(markup)
    _idle.append(cleaner)  # not after an error, which may leave anything
    # No tag is left, so every quote stands in text.
    quoted = clean.replace('"', "&#34;").replace("'", "&#39;")
    return quoted.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
