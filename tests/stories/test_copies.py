"""Copies of a text are told, and only those; what every page of an outlet says makes none."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.codec import jit
from search.stories.copies import overlaps
from search.stories.furniture import furniture
from search.stories.shingles import FLOOR, joined, sampled, shingles
from search.stories.suspects import LEAST, MOST, suspects
from tests.stories.written import Written, copies, folds_of, reader, rows, texts

DAY = dt.date(2019, 5, 6)
TOWN = (
    "harbour ferry crew strike minister union talks wage pension island storm bridge "
    "council vote budget school teacher road farmer barley harvest river flood police court "
    "judge trial witness factory engine steel price market bank loan rate doctor hospital "
    "nurse patient border treaty navy patrol museum painter opera season match goal coach "
    "league ticket train signal tunnel "
)
WORDS = TOWN.split()


def prose(seed: int, words: int) -> str:
    """Return a text of its own of so many words."""
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(words))


def edited(text: str, *places: int) -> str:
    """Return a text with other words at some places."""
    words = text.split()
    for place in places:
        words[place] = "reportedly"
    return " ".join(words)


def folds(articles: Sequence[Written]) -> list[int]:
    """Return for each article the one that stands for it, -1 where none does."""
    found: list[int] = copies(articles).fold.tolist()
    return found


WIRE = prose(1, 300)
FERRY = Written(WIRE, "Ferry crews strike", "Agency", DAY)


def test_a_reprint_with_other_words_here_and_there_folds_to_the_first_to_run_it():
    reprint = Written("ADVERTISEMENT " + edited(WIRE, 80, 200), "Strike!", "Gazette", DAY)
    late = replace(reprint, day=DAY + dt.timedelta(2))
    other = Written(prose(2, 300), "Harvest", "Agency", DAY)
    assert folds([late, FERRY, other]) == [1, -1, -1]


def test_an_undated_copy_never_stands_for_a_dated_one():
    undated = replace(FERRY, day=None, outlet="Gazette")
    assert folds([undated, FERRY]) == [1, -1]


def test_case_accents_and_punctuation_make_no_difference():
    loud = Written("; ".join(WIRE.upper().split()).replace("E", "É"), "Strike", "Gazette", DAY)
    found = copies([FERRY, replace(loud, day=DAY + dt.timedelta(1))])
    assert found.fold.tolist() == [-1, 0]


def test_an_article_folds_only_to_one_that_it_is_a_copy_of_itself():
    first = WIRE.split()
    second = first[45:] + prose(3, 45).split()
    third = second[45:] + prose(4, 45).split()
    days = [replace(FERRY, day=DAY + dt.timedelta(n)) for n in range(3)]
    archive = [
        replace(one, body=" ".join(body))
        for one, body in zip(days, (first, second, third), strict=True)
    ]
    assert folds(archive[:2]) == [-1, 0]
    assert folds(archive[1:]) == [-1, 0]
    assert folds(archive) == [-1, 0, -1]


def test_a_brief_inside_a_long_article_is_said_to_be_in_it_and_folds_to_nothing():
    brief = Written(" ".join(WIRE.split()[:90]), "In brief", "Agency", DAY)
    around = prose(5, 900).split()
    whole = " ".join([*around[:400], brief.body, *around[400:]])
    found = copies([replace(brief, body=whole, outlet="Gazette"), brief])
    assert found.fold.tolist() == [-1, -1]
    assert (found.a.tolist(), found.b.tolist()) == ([0], [1])
    assert found.containment[0] == 1
    assert found.jaccard[0] == pytest.approx(86 / (990 - 4))


def test_a_cut_text_folds_where_three_fifths_are_left_and_is_contained_where_less_is():
    words = WIRE.split()
    long, short = (
        Written(" ".join(words[:size]), "Strike", "Gazette", DAY + dt.timedelta(1))
        for size in (200, 150)
    )
    found = copies([FERRY, long, short])
    assert found.fold.tolist() == [-1, 0, -1]
    assert (0, 2) in zip(found.a.tolist(), found.b.tolist(), strict=True)


def pages(count: int, *, step: int = 7, outlet: str = "Gazette", title: str = "") -> list[Written]:
    """Return short items under a long notice that all pages of an outlet have."""
    notice = prose(6, 120)
    return [
        Written(
            f"{prose(100 + n, 30)} {notice}",
            title or f"Item of {prose(200 + n, 3)}",
            outlet,
            DAY + dt.timedelta(step * n) if step else None,
        )
        for n in range(count)
    ]


def has_furniture(articles: Sequence[Written]) -> bool:
    return bool(len(furniture(sampled(texts(articles)), rows(articles))))


def test_what_all_pages_of_an_outlet_say_makes_none_of_them_a_copy():
    archive = pages(8)
    assert has_furniture(archive)
    assert folds(archive) == [-1] * 8
    assert not len(copies(archive).a)
    reprint = replace(archive[3], outlet="Agency", day=DAY + dt.timedelta(400))
    assert folds([*archive, reprint]) == [-1] * 8 + [3]


def test_what_comes_within_a_month_or_under_one_headline_is_no_furniture():
    assert not has_furniture(pages(8, step=4))
    assert not has_furniture(pages(60, title="The day in brief"))
    assert has_furniture(pages(60))


def test_more_articles_are_asked_where_days_or_outlets_are_unknown():
    assert [has_furniture(pages(n, outlet="")) for n in (11, 12)] == [False, True]
    assert [has_furniture(pages(n, step=0)) for n in (23, 24)] == [False, True]
    assert [has_furniture(pages(n, step=0, outlet="")) for n in (47, 48)] == [False, True]
    assert [has_furniture(pages(n, step=1)) for n in (23, 24)] == [False, True]


def test_a_column_that_an_outlet_runs_again_and_again_folds_but_a_short_notice_does_not():
    again = [
        replace(FERRY, title=f"Our column of {prose(n, 3)}", day=DAY + dt.timedelta(30 * n))
        for n in range(9)
    ]
    assert folds(again) == [-1] + [0] * 8
    notice = " ".join(WIRE.split()[:40])
    assert folds([replace(one, body=notice) for one in again]) == [-1] * 9


def test_many_copies_under_headlines_of_their_own_fold_where_days_or_outlets_tell_nothing():
    lines = [f"{WIRE[:900]} {prose(n + 400, 8)} {WIRE[900:]}" for n in range(60)]
    wire = [Written(line, f"Strike of {prose(n, 3)}") for n, line in enumerate(lines)]
    assert sum(fold < 0 for fold in folds(wire)) == 1
    same_day = [replace(one, outlet="Gazette", day=DAY) for one in wire]
    assert sum(fold < 0 for fold in folds(same_day)) == 1
    notices = [replace(one, body=f"{WIRE[:300]} {prose(n, 8)}") for n, one in enumerate(wire)]
    assert folds(notices) == [-1] * 60


def test_articles_of_one_sentence_are_copies_under_one_headline_alone():
    watch = "Watch the whole interview with the minister here."
    minister = Written(watch, "The minister on wages", "Gazette", DAY)
    judge = Written(watch, "The judge on trial", "Gazette", DAY + dt.timedelta(1))
    again = replace(minister, outlet="Agency", day=DAY + dt.timedelta(2))
    assert folds([minister, judge, again]) == [-1, -1, 0]


def test_articles_without_words_and_archives_without_articles_have_no_copies():
    assert folds([]) == []
    assert folds([Written(""), Written("…"), Written("", "Ferry crews strike")]) == [-1] * 3


def test_many_copies_of_one_text_are_one_and_many_that_differ_in_a_line_fold_to_the_first():
    same = [replace(FERRY, outlet=f"Outlet {n}", title=f"Strike {n}") for n in range(120)]
    found = suspects(sampled(texts(same)), rows(same), np.zeros(0, np.uint64))
    assert not len(found.a)
    assert len(set(found.twin.tolist())) == 1
    lines = [
        replace(one, body=f"{WIRE[:900]} {prose(n + 400, 8)} {WIRE[900:]}")
        for n, one in enumerate(same)
    ]
    found = suspects(sampled(texts(lines)), rows(lines), np.zeros(0, np.uint64))
    assert len(found.a) <= MOST * len(lines)
    assert sum(fold < 0 for fold in folds(lines)) == 1


bodies = st.lists(
    st.one_of(
        st.builds(prose, st.integers(0, 3), st.integers(0, 120)),
        st.builds(edited, st.just(prose(0, 90)), st.integers(0, 89), st.integers(0, 89)),
    ),
    max_size=9,
)
archives = st.builds(
    lambda found, days: [
        Written(body, f"Head {n % 4}", f"Outlet {n % 2}", DAY + dt.timedelta(day) if day else None)
        for n, (body, day) in enumerate(zip(found, days, strict=False))
    ],
    bodies,
    st.lists(st.integers(0, 3), min_size=9, max_size=9),
)


def told(articles: Sequence[Written], order: Sequence[int], slice_of: int) -> set[object]:
    """Return who stands for whom and who holds whom, by the places before they were moved."""
    found = copies([articles[place] for place in order], slice_of)
    said: set[object] = {
        (order[row], order[fold]) for row, fold in enumerate(found.fold.tolist()) if fold >= 0
    }
    for a, b in zip(found.a.tolist(), found.b.tolist(), strict=True):
        said.add(("holds", order[a], order[b]))
    return said


@settings(deadline=None, max_examples=50)
@given(archives, st.randoms(use_true_random=False), st.integers(1, 5))
def test_neither_the_order_of_articles_nor_what_is_read_at_a_time_tells_anything(
    articles, chance, slice_of
):
    articles = list(dict.fromkeys(articles))
    order = list(range(len(articles)))
    chance.shuffle(order)
    every = told(articles, range(len(articles)), 1 << 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.stories.suspects.ROWS", slice_of)
        assert told(articles, order, slice_of) == every


def runs(text: str) -> set[tuple[str, ...]]:
    """Return the runs of five words of a text, or all of it where it has fewer."""
    words = folds_of(text)
    return {tuple(words[at : at + 5]) for at in range(max(len(words) - 4, min(len(words), 1)))}


@settings(deadline=None, max_examples=50)
@given(bodies)
def test_samples_are_of_the_runs_of_five_words_and_all_of_a_short_text(found):
    articles = [Written(body) for body in found]
    samples = sampled(texts(articles))
    assert samples.totals.tolist() == [len(runs(body)) for body in found]
    kept = np.diff(samples.at).tolist()
    sizes = [min(size, FLOOR) for size in samples.totals.tolist()]
    assert all(least <= many for least, many in zip(sizes, kept, strict=True))
    for row in range(len(found)):
        own = samples.hashes[samples.at[row] : samples.at[row + 1]]
        assert (own[1:] > own[:-1]).all()


@settings(deadline=None, max_examples=50)
@given(bodies)
def test_overlaps_are_exact(found):
    articles = [Written(body) for body in found]
    pairs = [(a, b) for b in range(len(found)) for a in range(b)]
    a, b = np.array(pairs, np.int32).reshape(-1, 2).T
    totals = sampled(texts(articles)).totals
    overlap = overlaps(a, b, totals, reader(articles), np.zeros(0, np.uint64))
    for place, (one, other) in enumerate(pairs):
        both = runs(found[one]) & runs(found[other])
        either = runs(found[one]) | runs(found[other])
        assert overlap.shared[place] == len(both)
        assert overlap.jaccard[place] == pytest.approx(len(both) / max(len(either), 1))


short_bodies = st.lists(
    st.builds(
        lambda seed, cut, one, other: edited(prose(seed, 50), one, other)[cut:],
        st.integers(0, 1),
        st.integers(0, 90),
        st.integers(0, 49),
        st.integers(0, 49),
    ),
    max_size=4,
)


@settings(deadline=None, max_examples=50)
@given(short_bodies)
def test_no_pair_of_short_texts_that_share_four_fifths_is_missed(found):
    archive = [Written(body, f"Head {n}") for n, body in enumerate(found)]
    maybe = suspects(sampled(texts(archive)), rows(archive), np.zeros(0, np.uint64))
    pairs = {frozenset(pair) for pair in zip(maybe.a.tolist(), maybe.b.tolist(), strict=True)}
    for one, other in combinations(range(len(found)), 2):
        mine, others = runs(found[one]), runs(found[other])
        shorter = min(len(mine), len(others))
        if shorter >= LEAST and len(mine & others) >= 0.8 * shorter:
            twins = frozenset(maybe.twin[[one, other]].tolist())
            assert len(twins) == 1 or twins in pairs


def test_samples_of_slices_are_those_of_all():
    archive = [Written(prose(n, 5 * n), f"Head {n}") for n in range(40)]
    whole = sampled(texts(archive))
    parts = joined([sampled(texts(archive[at : at + 7])) for at in range(0, 40, 7)])
    assert [part.tolist() for part in whole] == [part.tolist() for part in parts]


def test_places_without_a_word_are_passed_over():
    text = texts([Written(prose(1, 20))])
    gaps = np.zeros(len(text.words) * 2, np.uint32)
    gaps[::2] = text.words
    gappy = text._replace(at=text.at * 2, words=gaps)
    assert np.array_equal(shingles(gappy)[1], shingles(text)[1])


@pytest.fixture
def compiled() -> Iterator[None]:
    before = jit.is_native()
    jit.native()
    yield
    (jit.native if before else jit.plain)()


@pytest.fixture(scope="module")
def family() -> list[Written]:
    """Return texts that are much alike, so that each may be a copy of many."""
    return [
        Written(edited(WIRE, *range(n % 9, 300, 60 + 4 * n)), "Ferry crews strike", "", DAY)
        for n in range(80)
    ] + [Written(WIRE[100 * n : 100 * n + 700], "Talks", "", DAY) for n in range(14)]


@pytest.fixture(scope="module")
def as_python(family: list[Written]) -> list[list[int]]:
    jit.plain()
    return [part.tolist() for part in copies(family)]


@pytest.mark.usefixtures("compiled")
def test_compiled_kernels_find_what_python_does(family, as_python):
    assert [part.tolist() for part in copies(family)] == as_python
    assert min(as_python[0]) < 0 < max(as_python[0])
    assert as_python[1]
