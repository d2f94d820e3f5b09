"""What is passed over changes nothing: the best articles, and how many match, are as counted out.

The words of an invented archive stand in some of its articles by a seed: in bodies, in titles, or
in both, and one was made for the search.
"""

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec import pruned
from search.codec.asked import ROW, write_row, written
from search.codec.bundle import bundled
from search.codec.ranking import JOINING, best_of, scores_of

pytestmark = pytest.mark.usefixtures("each_mode")

ARTICLES = 6_000
NO_DAYS = np.zeros(0, np.int64)
NO_MARKS = np.zeros(0, np.bool_)
NONE = 0xFFFFFFFF
"""What a posting of a title has where the body does not hold the word."""


class Words:
    """The postings of words of which each stands in some share of the articles."""

    def __init__(self, seed, shares, weights):
        rng = np.random.default_rng(seed)
        self.shares = np.concatenate(
            [rng.uniform(0.5, 3, ARTICLES), rng.uniform(0.1, 1, ARTICLES)]
        )
        self.day = rng.integers(0, 4, ARTICLES).astype(np.int32)
        self.id_row = rng.permutation(ARTICLES).astype(np.uint32)
        title_docs, in_body, body_docs, runs = [], [], [], []
        titles = bodies = 0
        self.f = np.zeros((len(shares) + 1, ARTICLES))
        for number, share in enumerate(shares):
            body = np.flatnonzero(rng.random(ARTICLES) < share)
            title = np.flatnonzero(rng.random(ARTICLES) < share / 4)
            at = np.searchsorted(body, title)
            both = np.isin(title, body)
            runs += [titles, titles + len(title), bodies, bodies + len(body), 0, 0]
            title_docs.append(title)
            in_body.append(np.where(both, bodies + at, NONE))
            body_docs.append(body)
            titles, bodies = titles + len(title), bodies + len(body)
            self.f[number, body] += self.shares[ARTICLES:][body]
            self.f[number, title] += self.shares[:ARTICLES][title]
        self.made_docs = np.flatnonzero(rng.random(ARTICLES) < 0.02)
        self.made_f = rng.uniform(0.1, 4, len(self.made_docs))
        self.f[-1, self.made_docs] = self.made_f
        runs += [0, 0, 0, 0, 0, len(self.made_docs)]
        heavy = sorted(range(len(weights)), key=weights.__getitem__, reverse=True)
        self.runs = np.array(runs, np.int64).reshape(-1, 6)[heavy].reshape(-1)
        self.weights, self.f = np.array(weights)[heavy], self.f[heavy]
        none = np.zeros(0, np.uint32)
        self.held = bundled(
            [
                *(np.concatenate(title_docs).astype(np.uint16), np.ones(titles, np.uint8)),
                *(none, none, np.concatenate(in_body).astype(np.uint32)),
                *(np.concatenate(body_docs).astype(np.uint16), np.ones(bodies, np.uint8)),
                *(none, none, self.day, self.id_row),
            ]
        )

    def asked(self, mask, base=0, few=True):
        """What is asked of the segment, and what is written down of it; `few`: so many words that
        those of each article are marked.
        """
        made, words = self.made_docs.astype(np.uint16), np.arange(len(self.weights) * few + 1)
        postings = made, self.made_f, self.runs, self.weights, words, mask
        given = (
            *self.held,
            self.shares,
            *postings,
            base,
            len(self.weights),
            False,
            self.day,
            NO_MARKS,
        )
        row = np.empty(ROW, np.int64)
        cast("Any", write_row)(*given, row)
        return given, row

    def best(self, mask, most, few=True):
        """The best articles and their scores, all that match, and how many lack a date."""
        scores, docs = np.empty(most), np.empty(most, np.int64)
        matched = np.zeros(ARTICLES, np.bool_)
        _kept, row = self.asked(mask, few=few)
        found, undated, size, _ = best_of(written(row, NO_DAYS), matched, most, most, scores, docs)
        best = list(zip(docs[:size].tolist(), scores[:size].tolist(), strict=True))
        return best, matched, (int(found), int(undated))

    def counted_out(self, mask, most):
        """The same, every article looked at."""
        scores = (self.weights[:, None] * (self.f / (self.f + 1.2))).sum(axis=0)
        holds = scores > 0
        matched = holds & (mask == 1) if len(mask) else holds
        undated = int((holds & (mask == 2)).sum()) if len(mask) else 0
        docs = np.flatnonzero(matched)
        order = np.lexsort((self.id_row[docs], -self.day[docs], -scores[docs]))
        best = [(int(doc), float(scores[doc])) for doc in docs[order[:most]]]
        return best, matched, (int(matched.sum()), undated)


weights = st.lists(st.floats(0.3, 15), min_size=4, max_size=4)
held_by = st.sampled_from([(0.4, 0.1, 0.004), (0.02, 0.004, 0.01), (0.5, 0.5, 0.4)])
"""The share of articles that hold each word: commoner and rarer ones, rare ones, and common ones,
of which too many articles would have to be looked up.
"""


@pytest.fixture(autouse=True)
def _small_windows(each_mode, monkeypatch):
    """Kernels that run as Python look at a few hundred articles at a time; compiled, at more."""
    if each_mode == "plain":
        monkeypatch.setattr(pruned, "FIRST", 64)
        monkeypatch.setattr(pruned, "WINDOW", 512)


@pytest.mark.parametrize("few", [True, False])
@given(
    st.integers(0, 99),
    held_by,
    weights,
    st.integers(1, 40),
    st.sampled_from(["", "some", "dated"]),
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_best_of_several_words_are_those_of_all(few, seed, held_by, weights, most, masked):
    words = Words(seed, held_by, weights)
    rng = np.random.default_rng(seed)
    values = {"": 0, "some": 2, "dated": 3}[masked]
    mask = rng.integers(0, values, ARTICLES if values else 0).astype(np.uint8) if values else None
    mask = np.zeros(0, np.uint8) if mask is None else mask
    best, matched, counts = words.best(mask, most, few)
    wanted, wanted_matched, wanted_counts = words.counted_out(mask, most)
    assert counts == wanted_counts
    assert matched.tolist() == wanted_matched.tolist()
    assert [doc for doc, _ in best] == [doc for doc, _ in wanted]
    assert [score for _, score in best] == pytest.approx([score for _, score in wanted])


@given(st.integers(0, 99), st.integers(1, 40))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_rare_words_added_up_to_is_no_part_of_later_articles(seed, most):
    """Where few articles hold any of the words, and the best soon score more than some can add."""
    words = Words(seed, (0.02, 0.02, 0.01), [12.0, 11.0, 1.0, 0.5])
    everything = np.zeros(0, np.uint8)
    best, _, _ = words.best(everything, most, few=False)
    wanted, _, _ = words.counted_out(everything, most)
    assert [doc for doc, _ in best] == [doc for doc, _ in wanted]
    assert [score for _, score in best] == pytest.approx([score for _, score in wanted])


@given(st.integers(0, 99), held_by, weights, st.integers(1, 40))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_articles_are_marked_and_added_up_to_the_same_scores(seed, held_by, weights, most):
    """To the last bit, as the best of segments may be found either way."""
    words = Words(seed, held_by, weights)
    everything = np.zeros(0, np.uint8)
    assert words.best(everything, most)[0] == words.best(everything, most, few=False)[0]


@given(st.integers(0, 99), weights, st.integers(1, 40))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_best_of_two_segments_are_the_best_of_both(seed, weights, most):
    """To the last bit; of the second nothing is kept that scores less than the best before it."""
    both = Words(seed, (0.4, 0.1, 0.004), weights), Words(seed + 1, (0.2, 0.3, 0.01), weights)
    everything = np.zeros(0, np.uint8)
    alone = [words.best(everything, most) for words in both]
    asked = [words.asked(everything, at * ARTICLES) for at, words in enumerate(both)]
    rows = np.concatenate([row for _, row in asked])
    room = JOINING * most + 2 * most
    scores, docs = np.empty(room), np.empty(room + 2, np.int64)
    matched = np.zeros(2 * ARTICLES, np.bool_)
    found, _, size, is_tied = best_of(written(rows, NO_DAYS), matched, most, most, scores, docs)
    assert not is_tied
    assert found == sum(counts[0] for _, _, counts in alone) == matched.sum()
    ranked = sorted(
        (-score, at * ARTICLES + doc)
        for at, (best, _, _) in enumerate(alone)
        for doc, score in best
    )
    got = zip((-scores[:size]).tolist(), docs[:size].tolist(), strict=True)
    assert list(got) == ranked[:most]
    first = [score for _, score in alone[0][0]]
    kept = scores[JOINING * most + most :][: int(docs[-1])]
    assert all(kept >= first[-1])


@given(st.integers(0, 99), weights)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_some_articles_score_what_a_search_gives_them(seed, weights):
    words = Words(seed, (0.4, 0.1, 0.004), weights)
    everything = np.zeros(0, np.uint8)
    best, _, _ = words.best(everything, 20)
    none = int(np.flatnonzero(words.f.sum(axis=0) == 0)[0])
    numbers = np.array(sorted([none, 3 * ARTICLES, *(doc for doc, _ in best)]), np.int64)
    scores = np.zeros(len(numbers))
    _kept, row = words.asked(everything)
    but = np.array([best[0][0]], np.int64)
    size = int(scores_of(row, but, numbers, scores))
    found = zip(numbers[:size].tolist(), scores[:size].tolist(), strict=True)
    assert dict(found) == dict(best[1:])
