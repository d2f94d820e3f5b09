"""Forms are counted and found where they stand, in both modes; inputs are written out."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec.phrases import adjacent
from search.codec.places import Holdings, bound, counted, located, room, tallied
from search.codec.words import Words, code_width
from tests.codec.written import written

pytestmark = pytest.mark.usefixtures("each_mode")

FORMS = (
    ("en", "tide", "tide", "tide"),
    ("en", "tide", "tide", "Tide"),
    ("en", "tide", "tides", "tides"),
    ("en", "high", "high", "high"),
    ("en", "the", "the", "the"),
)

texts = st.lists(st.lists(st.sampled_from(FORMS), max_size=9), min_size=1, max_size=5)


def arrays(words: Words):
    return (
        *(words.docs, words.counts, words.many_at, words.many),
        *(words.block_token, words.block_at, words.block_width, words.tokens),
    )


def table(words: Words, *places: tuple[bytes, bytes]):
    numbers: list[int] = []
    for stem, beginning in places:
        row = words.row(b"en", stem)
        if row < 0:
            numbers += [0, 0, 0, 0, 0]
            continue
        place = words.beginning(row, beginning)
        first, last = words.first[row : row + 2].tolist()
        numbers += [first, last, code_width(words.size(row)), place.low, place.high]
    return np.array(numbers, np.int64)


def by_article(found: Holdings) -> dict[int, int]:
    true = found.counts.astype(int)
    true[found.many_at] = found.many
    return dict(zip(found.docs.tolist(), true.tolist(), strict=True))


def tokens_of(articles):
    return [
        (*form, article, position)
        for article, forms in enumerate(articles)
        for position, form in enumerate(forms)
    ]


def count(words: Words, wanted) -> dict[int, int]:
    out = room(len(words.docs))
    return by_article(out.cut(*counted(*arrays(words), wanted, *out)))  # type: ignore[call-arg]


@given(texts)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_forms_of_a_fold_are_counted_and_others_are_not(articles):
    words = written(tokens_of(articles)) if any(articles) else None
    if words is None:
        return
    wanted = table(words, (b"tide", b"tide "))
    held = {at: sum(form[2] == "tide" for form in forms) for at, forms in enumerate(articles)}
    assert count(words, wanted) == {at: times for at, times in held.items() if times}


@given(texts)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_places_of_several_stems_are_all_positions_of_both(articles):
    words = written(tokens_of(articles)) if any(articles) else None
    if words is None:
        return
    wanted = table(words, (b"tide", b"tide"), (b"high", b"high"))
    a = arrays(words)
    most = bound(a[1], a[2], a[3], a[4], a[6], wanted)
    found = np.empty(most, np.int64)
    found = np.sort(found[: located(*a, wanted, np.ones(9, np.bool_), False, found)])  # type: ignore[call-arg]
    stand = [
        article << 32 | position
        for article, forms in enumerate(articles)
        for position, form in enumerate(forms)
        if form[1] in ("tide", "high")
    ]
    assert found.tolist() == stand
    out = room(len(found))
    held = {at: sum(f[1] in ("tide", "high") for f in forms) for at, forms in enumerate(articles)}
    assert by_article(out.cut(*tallied(found, *out))) == {at: n for at, n in held.items() if n}


@given(texts)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_phrase_is_its_words_side_by_side(articles):
    words = written(tokens_of(articles)) if any(articles) else None
    if words is None:
        return
    wanted = table(words, (b"high", b"high "), (b"the", b"the "), (b"tide", b"tide "))
    sizes = wanted[1::5] - wanted[0::5]
    out = room(int(sizes.min()))
    order, state = np.argsort(sizes), np.empty(3, np.int64)
    where = np.full(len(articles), 7, np.uint32)
    found = by_article(out.cut(*adjacent(*arrays(words), wanted, order, state, where, *out)))  # type: ignore[call-arg]
    held = {}
    for at, forms in enumerate(articles):
        folds = [form[2] for form in forms]
        times = sum(folds[i : i + 3] == ["high", "the", "tide"] for i in range(len(folds)))
        if times:
            held[at] = times
    assert found == held


def test_a_word_of_more_than_255_times_is_counted_in_full():
    words = written(tokens_of([[FORMS[0], FORMS[2]] * 300, [FORMS[2]]]))
    assert count(words, table(words, (b"tide", b"tide "))) == {0: 300}
    assert count(words, table(words, (b"tide", b"tides "))) == {0: 300, 1: 1}
