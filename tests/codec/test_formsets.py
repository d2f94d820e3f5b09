"""Which forms an article holds is told as it was written, in both modes."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec.formsets import ALL, NONE, SOME, UNTOLD, all_verdicts, form_sets, verdict
from search.codec.postings import in_nibbles
from search.codec.words import unpack
from tests.codec.written import written

pytestmark = pytest.mark.usefixtures("each_mode")

FORMS = [("tide", f"tide{end}") for end in ("", "s")] + [
    ("sail", f"sail{end}") for end in ("", "ed", "er", "ers", "ing", "ings", "or", "ors", "s")
]

articles = st.lists(st.lists(st.sampled_from(FORMS), max_size=6), min_size=1, max_size=60)


def stretch(words):
    """Return what postings are told of as a stretch: rows, postings, true counts and tokens."""
    counts = words.counts.astype(np.uint32)
    tokens = []
    for posting in range(len(counts)):
        block = posting >> 5
        number = int(words.block_token[block]) + int(counts[block << 5 : posting].sum())
        tokens += [token(words, block, number + at) for at in range(int(counts[posting]))]
    return (
        words.stem_form.astype(np.int64),
        words.first.astype(np.int64),
        counts,
        np.array(tokens, np.uint64),
    )


def token(words, block, number):
    return unpack(
        words.tokens, words.block_token, words.block_at, words.block_width, block, number
    )


def held(of_articles):
    return written(
        [
            ("en", form[0], form[1], form[1], article, position)
            for article, forms in enumerate(of_articles)
            for position, form in enumerate(forms)
        ]
    )


@given(articles, st.integers(0, 8), st.integers(1, 9))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_told_of_an_article_is_what_it_holds(of_articles, low, size):
    if not any(of_articles):
        return
    words = held(of_articles)
    found = form_sets(*stretch(words))
    assert in_nibbles(found.which).tolist() == words.which.tolist()
    assert (found.sets.tolist(), found.set_rows.tolist()) == (
        words.sets.tolist(),
        words.set_rows.tolist(),
    )
    for row in range(len(words.stems)):
        forms = [form.split(b" ")[0].decode() for form in words.forms_of(row)]
        wanted = set(forms[low : low + size])
        judged = np.empty(1, np.int64)
        place = [np.array([one]) for one in (row, len(forms), low, low + size)]
        all_verdicts(words.set_rows, words.sets, place[0], place[1], place[2], place[3], judged)
        for posting in range(int(words.first[row]), int(words.first[row + 1])):
            its = {form for _, form in of_articles[int(words.docs[posting])] if form in forms}
            right = NONE if not its & wanted else ALL if its <= wanted else SOME
            assert verdict(int(judged[0]), words.which, posting) in (right, UNTOLD)


def test_only_a_rare_set_of_a_stem_of_many_forms_is_not_told():
    """Of nine forms, sixteen different sets: the last is held once, the others twice."""
    sails = FORMS[2:]
    pairs = [[one] for one in sails] + [[one, sails[0]] for one in sails[1:8]]
    words = held([*pairs[:15], *pairs])
    told = form_sets(*stretch(words))
    assert len(told.sets) == 15
    assert sum(number == 0 for number in told.which.tolist()) == 1


def test_two_forms_at_one_position_are_not_told():
    words = written([("en", "run", form, form, 0, 0) for form in ("run", "runs")])
    assert form_sets(*stretch(words)).which.tolist() == [0]
    assert words.doubled.tolist() == [0]


def test_a_set_with_a_form_past_the_thirty_second_is_not_told():
    forms = [("en", "x", f"x{number:02}", f"x{number:02}", number, 0) for number in range(40)]
    words = written(forms)
    told = form_sets(*stretch(words)).which.tolist()
    assert [number > 0 for number in told] == [True] * 15 + [False] * 25
