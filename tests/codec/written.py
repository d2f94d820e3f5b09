"""Words as arrays, from tokens written out one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from search.codec.strings import Strings
from search.codec.words import Words, measure, pack

Token = tuple[str, str, str, str, int, int]
"""Language, stem, fold, form, article, position."""


def written(tokens: Iterable[Token], field: str = "body") -> Words:
    """Return the words of one field; the order of the tokens does not matter."""
    rows = sorted({(f"{t[0]} {t[1]} ".encode(), f"{t[2]} {t[3]}".encode()) for t in tokens})
    number = {row: at for at, row in enumerate(rows)}
    forms = np.array(
        [number[f"{t[0]} {t[1]} ".encode(), f"{t[2]} {t[3]}".encode()] for t in tokens], np.int64
    )
    docs, positions = (np.array([t[at] for t in tokens], np.int64) for at in (4, 5))
    return Words(packed(rows, forms, docs, positions, field), field)


def packed(rows, forms, docs, positions, field):
    """Return the arrays of words: `rows` are (stem, form), sorted; the others one a token."""
    stems = sorted({stem for stem, _ in rows})
    stem_number = {stem: at for at, stem in enumerate(stems)}
    stem_of = np.array([stem_number[stem] for stem, _ in rows], np.int64)
    stem_form = np.searchsorted(stem_of, np.arange(len(stems) + 1))
    widths = np.array([int(n - 1).bit_length() for n in np.diff(stem_form)], np.int64)
    stem = stem_of[forms]
    values = (positions << widths[stem]) | (forms - stem_form[stem])
    order = np.lexsort((values, docs, stem))
    stem, docs, values = stem[order], docs[order], values[order]
    pair = stem << 16 | docs
    starts = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])) if len(pair) else pair
    true = np.diff(np.append(starts, len(pair))).astype(np.uint32)
    many = np.flatnonzero(true >= 255)
    blocks = -(-len(true) // 32)
    block_token, block_at = (np.zeros(blocks + 1, np.uint32) for _ in range(2))
    block_width = np.zeros(blocks, np.uint8)
    values = values.astype(np.uint64)
    length = measure(values, true, block_token, block_at, block_width)
    tokens = np.zeros(length + 2, np.uint32)
    pack(values, block_token, block_at, block_width, tokens)
    shapes = [form for _, form in rows]
    folds = [form.split(b" ")[0] for form in shapes]
    fresh = [
        at
        for at in range(len(rows))
        if not at or folds[at] != folds[at - 1] or stem_of[at] != stem_of[at - 1]
    ]
    fresh.sort(key=lambda at: (folds[at], at))
    stem_strings, form_strings = Strings.of(stems), Strings.of(shapes)
    arrays = {
        "stems.blob": stem_strings.blob,
        "stems.at": stem_strings.at,
        "stem_form": stem_form.astype(np.uint32),
        "forms.blob": form_strings.blob,
        "forms.at": form_strings.at,
        "folds": np.array(fresh, np.uint32),
        "doubled": np.array(
            _doubled(stem, docs, values >> widths[stem].astype(np.uint64)), np.uint32
        ),
        "first": np.searchsorted(stem[starts], np.arange(len(stems) + 1)).astype(np.uint32),
        "docs": docs[starts].astype(np.uint16),
        "counts": np.minimum(true, 255).astype(np.uint8),
        "many_at": many.astype(np.uint32),
        "many": true[many].astype(np.uint32),
        **_sets(stem_form, stem, docs, values, widths),
        "block_token": block_token,
        "block_at": block_at,
        "block_width": block_width,
        "tokens": tokens,
    }
    return {f"{field}.{name}": array for name, array in arrays.items()}


def _doubled(stem, docs, positions):
    """Return the postings with two tokens at one position."""
    keys = list(zip(stem.tolist(), docs.tolist(), strict=True))
    posting = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    places = Counter(zip(keys, positions.tolist(), strict=True))
    return sorted({posting[place[0]] for place, times in places.items() if times > 1})


def _sets(stem_form, stem, docs, values, widths):
    """Return which forms each posting holds, written out: `which`, `set_rows` and `sets`."""
    held: dict[tuple[int, int], set[int]] = {}
    positions: dict[tuple[int, int], list[int]] = {}
    for row, doc, value in zip(stem.tolist(), docs.tolist(), values.tolist(), strict=True):
        code, position = value & ((1 << int(widths[row])) - 1), value >> int(widths[row])
        held.setdefault((row, doc), set()).add(code)
        positions.setdefault((row, doc), []).append(position)
    numbers: dict[tuple[int, int], int] = {}
    set_rows, sets = [], []
    for row, forms in enumerate(np.diff(stem_form).tolist()):
        its = {
            key: sum(1 << code for code in codes)
            for key, codes in held.items()
            if key[0] == row
            and max(codes) < 32
            and len(set(positions[key])) == len(positions[key])
        }
        if forms <= 4:
            numbers |= its
            continue
        often = Counter(its.values())
        own = sorted(often, key=lambda one: (-often[one], one))[:15]
        numbers |= {key: own.index(one) + 1 for key, one in its.items() if one in own}
        set_rows.append(row)
        sets += own + [0] * (15 - len(own))
    which = [numbers.get(key, 0) for key in held]
    which += [0] * (len(which) % 2)
    return {
        "which": np.array(
            [a | b << 4 for a, b in zip(which[::2], which[1::2], strict=True)], np.uint8
        ),
        "set_rows": np.array(set_rows, np.uint32),
        "sets": np.array(sets, np.uint32),
    }
