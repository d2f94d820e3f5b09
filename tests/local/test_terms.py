"""Terms and postings as Whoosh walks through them, beside plain lists."""

from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.formats import Existence
from whoosh.matching import ReadTooFar
from whoosh.scoring import WeightScorer

from search.local.fields import Positions
from search.local.matcher import BLOCK, Postings, PostingsMatcher
from search.local.terms import TermsCursor, WordTerms
from tests.codec.written import written

TOKENS = (
    # "The Ministers; the minister's ministry", and the first word once more in another article
    ("en", "the", "the", "The", 0, 0),
    ("en", "minist", "ministers", "Ministers", 0, 1),
    ("en", "the", "the", "the", 0, 2),
    ("en", "minist", "minister", "minister", 0, 3),
    ("en", "ministri", "ministry", "ministry", 0, 4),
    ("en", "the", "the", "the", 5, 0),
    ("-", "мир", "мир", "Мир", 2, 7),
    ("-", "minister", "minister", "minister", 2, 8),
)


def terms_of(tokens):
    lengths = np.bincount([token[4] for token in tokens])
    return WordTerms(written(tokens), lengths)


def test_each_written_form_is_a_term_and_they_are_in_order():
    terms = terms_of(TOKENS)
    listed = [terms[row].decode() for row in range(len(terms))]
    assert listed == [
        "- minister minister minister",
        "- мир мир Мир",
        "en minist minister minister",
        "en minist ministers Ministers",
        "en ministri ministry ministry",
        "en the the The",
        "en the the the",
    ]
    for row in range(len(terms) + 1):
        assert [term.decode() for term in terms.rows_from(row)] == listed[row:]


def test_a_form_has_its_own_postings():
    terms = terms_of(TOKENS)
    small = terms.postings(terms.lower(b"en the the the"))
    assert small.docs.tolist() == [0, 5]
    assert small.positions.tolist() == [2, 0]
    assert small.lengths.tolist() == [5, 1]
    capital = terms.postings(terms.lower(b"en the the The")).info()
    assert (capital.doc_frequency(), capital.weight(), capital.max_id()) == (1, 1.0, 0)


letters = st.text("ab ", max_size=4)
words_ = st.text("abc", min_size=1, max_size=3)
tokens_ = st.tuples(
    st.sampled_from(["a", "ab"]), words_, words_, words_, st.integers(0, 40), st.integers(0, 9)
)


@given(st.lists(tokens_, min_size=1, max_size=80, unique=True), st.text("abc \0", max_size=9))
def test_any_beginning_is_looked_up_where_it_would_stand(tokens, key):
    terms = terms_of(tokens)
    listed = sorted({" ".join(token[:4]).encode() for token in tokens})
    assert list(terms.rows_from(0)) == listed
    for wanted in (key.encode(), *listed, *(term + b"\0" for term in listed)):
        assert terms.lower(wanted) == bisect_left(listed, wanted)
    for row, term in enumerate(listed):
        found = terms.postings(row)
        places = sorted(token[4:] for token in tokens if " ".join(token[:4]).encode() == term)
        articles = np.repeat(found.docs, found.counts).tolist()
        assert list(zip(articles, found.positions.tolist(), strict=True)) == places


def test_a_cursor_stops_past_the_last_term():
    class Field:
        from_bytes = staticmethod(bytes.decode)
        to_bytes = staticmethod(str.encode)

    cursor = TermsCursor(terms_of(TOKENS), Field)
    assert cursor.text() == "- minister minister minister"
    assert cursor.find("en the the a") == "en the the the"
    info = cursor.term_info()
    assert info is not None
    assert info.doc_frequency() == 2
    assert cursor.next() is None
    assert not cursor.is_valid()
    assert cursor.term_info() is None
    assert cursor.first() == "- minister minister minister"
    assert TermsCursor((), Field).find("x") is None


@st.composite
def postings(draw):
    docs = sorted(draw(st.sets(st.integers(0, 900), min_size=1, max_size=400)))
    counts = draw(st.lists(st.integers(1, 5), min_size=len(docs), max_size=len(docs)))
    ends = np.cumsum([0, *counts])
    lengths = [count * draw(st.integers(1, 9)) for count in counts[:1]] * len(docs)
    return Postings(np.array(docs), ends, np.arange(ends[-1], dtype=np.uint32), np.array(lengths))


def matcher(found, format_=None):
    scorer = WeightScorer(float(found.counts.max()))
    return PostingsMatcher(found, format_ or Positions(), term=("body", b"t"), scorer=scorer)


@given(postings())
def test_a_walk_tells_every_posting_and_what_its_block_holds_at_best(found):
    walk = matcher(found)
    for at, (doc, count) in enumerate(zip(found.docs, found.counts, strict=True)):
        assert (walk.id(), walk.weight()) == (doc, count)
        assert walk.value_as("positions") == list(range(found.ends[at], found.ends[at + 1]))
        assert walk.value_as("frequency") == count
        assert walk.format.decode_positions(walk.value()) == walk.value_as("positions")
        block = slice(at // BLOCK * BLOCK, at // BLOCK * BLOCK + BLOCK)
        assert walk.block_max_weight() == found.counts[block].max()
        assert walk.block_min_length() == found.lengths[block].min()
        assert walk.block_max_length() == found.lengths[block].max()
        assert [walk.block_min_id(), walk.block_max_id()] == found.docs[block][[0, -1]].tolist()
        assert walk.next() == (at % BLOCK == BLOCK - 1 or at == len(found.docs) - 1)
    assert not walk.is_active()
    for past in (walk.next, lambda: walk.skip_to(0)):
        with pytest.raises(ReadTooFar):
            past()
    walk.reset()
    assert list(walk.all_ids()) == found.docs.tolist()


@given(postings(), st.lists(st.integers(0, 950), max_size=9))
def test_skipping_stops_at_the_first_article_that_is_not_before(found, targets):
    walk = matcher(found)
    at = 0
    for target in targets:
        walk.skip_to(target)
        at = max(at, bisect_left(found.docs.tolist(), target))
        assert walk.is_active() == (at < len(found.docs))
        if not walk.is_active():
            break
        assert walk.id() == walk.copy().id() == found.docs[at]
    assert matcher(found).id() == found.docs[0]


@given(postings(), st.integers(0, 6))
def test_what_is_passed_over_is_not_good_enough(found, least):
    walk = matcher(found)
    walk.skip_to_quality(least)
    left = list(walk.all_ids())
    passed = found.counts[: len(found.docs) - len(left)]
    assert len(passed) % BLOCK == 0 or not left
    assert all(count <= least for count in passed)
    assert not left or found.counts[len(passed) : len(passed) + BLOCK].max() > least


def test_a_name_stands_nowhere_in_particular():
    docs = np.array([4, 9])
    walk = matcher(Postings(docs, np.arange(3), None, np.zeros(2, int)), Existence())
    assert (walk.id(), walk.weight(), walk.value()) == (4, 1.0, b"")
    assert not walk.supports("positions")
