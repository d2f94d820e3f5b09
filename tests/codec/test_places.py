"""Forms are counted and found where they stand, in both modes; inputs are written out."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec.bundle import Bundle, bundled
from search.codec.formsets import verdicts
from search.codec.making import made_of
from search.codec.phrases import adjacent
from search.codec.places import APART, MIXED, PLACE, SHARED, WHOLE, bound, located
from search.codec.views import PLACED
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


NO_MASK = np.zeros(0, np.bool_)


def arrays(words: Words) -> Bundle:
    return bundled([getattr(words, name) for name in PLACED])


def table(
    words: Words, *places: tuple[bytes, bytes], lie: int | None = None, langs=(b"en", b"en", b"en")
):
    numbers: list[int] = []
    for lang, (stem, beginning) in zip(langs, places, strict=False):
        row = words.row(lang, stem)
        if row < 0:
            numbers += [0, 0, 0, 0, 0, APART, 0]
            continue
        place = words.beginning(row, beginning)
        first, last = words.first[row : row + 2].tolist()
        size = words.size(row)
        lies = WHOLE if (place.low, place.high) == (0, size) else APART
        numbers += [first, last, code_width(size), place.low, place.high]
        numbers.append(lies if lie is None else lie)
        numbers.append(verdicts(words.set_rows, words.sets, row, size, place.low, place.high))
    return np.array(numbers, np.int64)


def tokens_of(articles):
    return [
        (*form, article, position)
        for article, forms in enumerate(articles)
        for position, form in enumerate(forms)
    ]


def count(words: Words, wanted) -> dict[int, int]:
    """Return how often each article has the forms of a table, a position counting once."""
    tally = np.zeros(9, np.int64)
    docs, f = np.empty(10, np.uint16), np.empty(10)
    both, nothing, ones = (*arrays(words), *arrays(words)), wanted[:0], np.ones(18)
    found = []
    for title, body in ((nothing, wanted), (wanted, nothing)):
        size = made_of(*both, title, body, False, ones, tally, 0, docs, f)
        found.append(dict(zip(docs[:size].tolist(), f[:size].tolist(), strict=True)))
        assert not tally.any()
    assert found[0] == found[1]
    return found[0]


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
    found = np.empty(bound(*arrays(words), wanted), np.int64)
    found = np.sort(found[: located(*arrays(words), wanted, NO_MASK, found)])
    stand = [
        article << 32 | position
        for article, forms in enumerate(articles)
        for position, form in enumerate(forms)
        if form[1] in ("tide", "high")
    ]
    assert found.tolist() == stand
    held = {at: sum(f[1] in ("tide", "high") for f in forms) for at, forms in enumerate(articles)}
    held = {at: n for at, n in held.items() if n}
    assert count(words, wanted) == held
    for lies in (SHARED, MIXED):
        shared = table(words, (b"tide", b"tide"), (b"high", b"high"), lie=lies)
        assert count(words, shared) == held


@given(texts)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_phrase_is_its_words_side_by_side(articles):
    words = written(tokens_of(articles)) if any(articles) else None
    if words is None:
        return
    wanted = table(words, (b"high", b"high "), (b"the", b"the "), (b"tide", b"tide "))
    sizes = wanted[1::PLACE] - wanted[0::PLACE]
    docs, counts = np.empty(int(sizes.min()), np.uint16), np.empty(int(sizes.min()), np.uint32)
    order, where = np.argsort(sizes), np.full(len(articles), 7, np.uint32)
    size = adjacent(*arrays(words), wanted, order, where, docs, counts)
    found = dict(zip(docs[:size].tolist(), counts[:size].tolist(), strict=True))
    held = {}
    for at, forms in enumerate(articles):
        folds = [form[2] for form in forms]
        times = sum(folds[i : i + 3] == ["high", "the", "tide"] for i in range(len(folds)))
        if times:
            held[at] = times
    assert found == held


@given(texts, texts, st.lists(st.sampled_from(["en", "fr", "-"]), min_size=5, max_size=5))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_places_of_several_languages_have_no_article_in_common(titles, bodies, spoken):
    """So each is gone through alone, and what comes out is what all of them come to."""
    fields = []
    for texts_of in (titles, bodies):
        articles = [
            [(lang, *form[1:]) for form in forms]
            for lang, forms in zip(spoken, texts_of, strict=False)
        ]
        if not any(articles):
            return
        fields.append(written(tokens_of(articles)))
    stem = (b"tide", b"tide ")
    title, body = (table(words, stem, stem, stem, langs=(b"-", b"en", b"fr")) for words in fields)
    shares = np.array([2.0, 1.0, 0.5, 1.5, 3.0, 0.25, 1.25, 0.75, 1.0, 0.5])
    found = []
    for is_apart in (True, False):
        tally, docs, f = np.zeros(5, np.int64), np.empty(11, np.uint16), np.empty(11)
        both = (*arrays(fields[0]), *arrays(fields[1]))
        size = made_of(*both, title, body, is_apart, shares, tally, 0, docs, f)
        found.append(dict(zip(docs[:size].tolist(), f[:size].tolist(), strict=True)))
        assert size == len(found[-1])
    assert found[0] == pytest.approx(found[1])
    holders = {at for at, forms in enumerate(titles) if any(form[2] == "tide" for form in forms)}
    holders |= {at for at, forms in enumerate(bodies) if any(form[2] == "tide" for form in forms)}
    assert set(found[0]) == holders


def test_forms_that_share_a_position_are_one_occurrence_there():
    piece, joined = ("en", "tide", "tide", "tide"), ("en", "tidetabl", "tidetable", "tidetable")
    words = written([(*piece, 0, 0), (*joined, 0, 0), (*piece, 1, 0), (*joined, 1, 4)])
    wanted = table(words, (b"tide", b"tide"), (b"tidetabl", b"tide"))
    assert count(words, wanted) == {0: 1, 1: 2}


@pytest.mark.parametrize("lies", [SHARED, MIXED])
def test_forms_of_one_stem_that_share_a_position_are_one_occurrence_there(lies):
    piece, joined = ("en", "run", "run", "run"), ("en", "run", "runs", "runs")
    words = written([(*piece, 0, 0), (*joined, 0, 0), (*joined, 0, 7), (*piece, 1, 0)])
    assert words.doubled.tolist() == [0]
    assert count(words, table(words, (b"run", b"run"), lie=lies)) == {0: 2, 1: 1}


def test_a_word_of_more_than_255_times_is_counted_in_full():
    words = written(tokens_of([[FORMS[0], FORMS[2]] * 300, [FORMS[2]]]))
    assert count(words, table(words, (b"tide", b"tide "))) == {0: 300}
    assert count(words, table(words, (b"tide", b"tides "))) == {0: 300, 1: 1}
