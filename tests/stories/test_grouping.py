"""Articles of one event come together, and what is merely alike does not."""

from __future__ import annotations

import datetime as dt
import random
import zlib
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.stories.texts import texts
from search.stories import edges as rooms
from search.stories import leads as heading
from search.stories.edges import Edges, crowded, edges
from search.stories.grouping import Partition, grouped, units
from search.stories.leads import leads, titles
from search.stories.rarity import Rarity, shipped
from search.stories.texts import I4, Rows
from search.stories.vectors import ONE, counted, vectors
from tests.extract.test_seeds import seeds

DAY = dt.date(2019, 5, 6).toordinal()


@dataclass(frozen=True)
class Made:
    """An article, on a day from `DAY` on, or undated."""

    id: str
    title: str
    body: str
    day: int | None = 0
    until: int | None = None


FERRY = (
    Made("f1", "Ferry crews strike in Osk", "Ferry crews of the Osk line walked out over pay. The "
         "harbour union called the strike after talks with the shipping company broke down.", 0),
    Made("f2", "Strike halts Osk ferries", "No ferry left Osk harbour as crews struck for higher "
         "pay; the shipping company called the union's strike reckless.", 1),
    Made("f3", "Union: Osk ferry strike goes on", "The harbour union said crews would strike "
         "until the shipping company offers more pay. Ferries stay in Osk harbour.", 2),
)  # fmt: skip
HARVEST = (
    Made("h1", "Barley harvest fails in Halin", "Drought ruined the barley harvest around Halin; "
         "farmers ask the province for aid.", 0),
    Made("h2", "Halin farmers seek drought aid", "Farmers near Halin lost their barley to drought "
         "and want the province to pay aid.", 1),
)  # fmt: skip
ALONE = Made("a1", "Museum buys a harpsichord", "The city museum bought an old harpsichord.", 0)


def rows_of(articles: list[Made]) -> Rows:
    first = [0 if a.day is None else DAY + a.day for a in articles]
    last = [f if a.until is None else DAY + a.until for f, a in zip(first, articles, strict=True)]
    rank = [zlib.crc32(a.id.encode()) for a in articles]
    assert len(set(rank)) == len(rank)
    return Rows(
        np.arange(len(articles), dtype=np.int32),
        np.array(first, np.int32),
        np.array(last, np.int32),
        np.array(rank, np.uint64),
    )


def partition(articles: list[Made], fold: I4 | None = None) -> Partition:
    counts = counted(texts((a.title, a.body, "en") for a in articles))
    made = vectors(counts, Rarity.of([counts.rarity(), shipped()]))
    rows = rows_of(articles)
    return grouped(edges(made, rows, crowded(made, rows)), rows, fold)


def stories(articles: list[Made], label: I4 | None = None) -> set[frozenset[str]]:
    """Return the stories of articles, by their ids; articles alone are none."""
    label = partition(articles).story if label is None else label
    held: dict[int, set[str]] = {}
    for article, one in zip(articles, label.tolist(), strict=True):
        if one >= 0:
            held.setdefault(one, set()).add(article.id)
    return {frozenset(ids) for ids in held.values()}


def test_two_events_are_two_stories_and_an_article_of_nothing_else_is_alone():
    assert stories([*FERRY, *HARVEST, ALONE]) == {
        frozenset(["f1", "f2", "f3"]),
        frozenset(["h1", "h2"]),
    }


def test_the_seeds_are_two_stories_of_two_and_one_article_alone():
    held = seeds()
    articles = [
        Made(
            name,
            one.title or "",
            one.body,
            one.first_day.toordinal() - DAY if one.first_day else None,
            one.last_day.toordinal() - DAY if one.last_day else None,
        )
        for name, one in held.items()
    ]
    assert stories(articles) == {frozenset(["000", "004"]), frozenset(["001", "003"])}


def test_a_story_is_named_by_its_earliest_article_and_an_undated_one_comes_last():
    undated = Made("f0", FERRY[0].title, FERRY[0].body, None)
    found = partition([undated, *FERRY[::-1], ALONE])
    assert found.story.tolist() == [3, 3, 3, 3, -1]
    assert found.event[4] == -1
    assert all(found.event[:4] >= 0)


def test_events_divide_stories():
    found = partition([*FERRY, *HARVEST, ALONE])
    for story, event in zip(found.story.tolist(), found.event.tolist(), strict=True):
        assert (event < 0) == (story < 0)
        assert event < 0 or found.story[event] == story


def test_the_same_words_a_year_later_are_another_story():
    later = [Made(a.id + "-later", a.title, a.body, (a.day or 0) + 365) for a in FERRY]
    assert stories([*FERRY, *later]) == {
        frozenset(a.id for a in FERRY),
        frozenset(a.id for a in later),
    }


def test_an_undated_article_joins_the_story_it_tells():
    undated = Made("u", FERRY[1].title, FERRY[1].body, None)
    assert frozenset(["f1", "f2", "f3", "u"]) in stories([*FERRY, *HARVEST, undated])


def test_an_undated_article_that_two_years_may_have_stays_out_of_both():
    later = [Made(a.id + "-later", a.title, a.body, (a.day or 0) + 365) for a in FERRY]
    undated = Made("u", FERRY[1].title, FERRY[1].body, None)
    assert all("u" not in story for story in stories([*FERRY, *later, undated]))


def test_undated_articles_never_make_one_story_of_two():
    later = [Made(a.id + "-later", a.title, a.body, (a.day or 0) + 12) for a in FERRY]
    undated = [Made(f"u{n}", a.title, a.body, None) for n, a in enumerate(FERRY)]
    both = stories([*FERRY, *later])
    joined = stories([*FERRY, *later, *undated])
    dated = {a.id for a in (*FERRY, *later)}
    assert {story & dated for story in joined} - {frozenset()} == both


@pytest.mark.parametrize(("day", "likeness"), [(0, 0.21), (None, 0.25)])
def test_articles_of_one_outlet_have_to_be_more_alike_than_those_of_two(day, likeness):
    rows = rows_of([Made("u1", "", "", day), Made("u2", "", "", day)])
    alike = np.array([round(likeness * ONE * ONE)], np.int32)
    edge = Edges(np.array([0], np.int32), np.array([1], np.int32), alike)
    assert len(set(grouped(edge, rows).story.tolist()) - {-1}) == 1
    assert (
        grouped(edge, rows._replace(outlet=np.array([3, 3], np.int32))).story.tolist() == [-1] * 2
    )
    unknown = rows._replace(outlet=np.array([-1, -1], np.int32))
    assert len(set(grouped(edge, unknown).story.tolist()) - {-1}) == 1


def test_an_article_of_a_known_month_joins_a_story_of_that_month_alone():
    in_may = Made("m", FERRY[1].title, FERRY[1].body, -5, 25)
    in_march = Made("m", FERRY[1].title, FERRY[1].body, -66, -36)
    assert frozenset(["f1", "f2", "f3", "m"]) in stories([*FERRY, in_may])
    assert frozenset(["f1", "f2", "f3"]) in stories([*FERRY, in_march])


def test_copies_of_a_day_are_grouped_as_one_article_and_are_a_story_by_themselves():
    articles = [*FERRY[:1], *(Made(f"c{n}", FERRY[0].title, FERRY[0].body, 0) for n in range(9))]
    fold = np.array([-1] + [0] * 9, np.int32)
    assert stories(articles, partition(articles, fold).story) == {
        frozenset(a.id for a in articles)
    }
    held = units(rows_of(articles), fold)
    assert len(set(held.tolist())) == 1
    none = Edges(*(np.zeros(0, np.int32) for _ in range(3)))
    assert grouped(none, rows_of(articles), fold).story.tolist() == [held[0]] * 10


def test_copies_of_another_day_are_articles_of_their_own_in_a_grouping():
    articles = [FERRY[0], Made("c", FERRY[0].title, FERRY[0].body, 300)]
    fold = np.array([-1, 0], np.int32)
    assert units(rows_of(articles), fold).tolist() == [0, 1]
    assert stories(articles, partition(articles, fold).story) == set()


@settings(deadline=None)
@given(st.permutations(range(9)), st.data())
def test_the_order_of_articles_changes_nothing(order, data):
    undated = [Made(f"u{n}", a.title, a.body, None) for n, a in enumerate(FERRY)]
    articles = [*FERRY, *HARVEST, ALONE, *undated]
    fold = np.full(9, -1, np.int32)
    if data.draw(st.booleans()):
        fold[6] = 0
    place = np.empty(9, np.int32)
    place[list(order)] = np.arange(9)
    shuffled = [articles[row] for row in order]
    folds = np.array([place[fold[row]] if fold[row] >= 0 else -1 for row in order], np.int32)
    plain, moved = partition(articles, fold), partition(shuffled, folds)
    for one, other in zip(plain, moved, strict=True):
        assert [-1 if r < 0 else place[r] for r in one[list(order)].tolist()] == other.tolist()


def test_the_headline_of_a_story_says_what_all_of_its_articles_tell():
    vague = Made("f4", "What now?", FERRY[0].body, 1)
    articles = [vague, *FERRY, ALONE]
    made = texts((a.title, a.body, "en") for a in articles)
    counts = counted(made)
    poor = np.array([a.title.endswith("?") for a in articles])
    story = np.array([1, 1, 1, 1, -1], np.int32)
    weighed = vectors(counts, Rarity.of([counts.rarity(), shipped()]))
    found = leads(weighed, titles(made), rows_of(articles), story, poor)
    assert found.tolist() == [found[0]] * 4 + [-1]
    assert articles[found[0]].id in ("f1", "f2", "f3")
    nothing = leads(weighed, titles(made), rows_of(articles), np.full(5, -1, np.int32), poor)
    assert nothing.tolist() == [-1] * 5


@pytest.mark.parametrize("at_once", [1, 3, 4])
def test_headlines_are_the_same_however_many_stories_are_looked_at_together(monkeypatch, at_once):
    articles = [*FERRY, ALONE]
    articles += [replace(a, id=f"{a.id}-2") for a in articles]
    counts = counted(made := texts((a.title, a.body, "en") for a in articles))
    weighed = vectors(counts, Rarity.of([counts.rarity(), shipped()]))
    story, poor = np.array([4, 4, 4, -1, 5, 5, 5, 0], np.int32), np.zeros(8, bool)
    asked = weighed, titles(made), rows_of(articles), story, poor
    together = leads(*asked).tolist()
    assert together[:4] == [together[0]] * 3 + [-1]
    assert together[7] == 7
    monkeypatch.setattr(heading, "AT_ONCE", at_once)
    assert leads(*asked).tolist() == together


# Nothing collapses


WORDS = [a + b + c for a in "bdfgklmnprst" for b in "aeiou" for c in ("nd", "rk", "lm", "st", "x")]


def invented(draw: random.Random, number: int, day: int | None, words: int = 80) -> Made:
    """Return an article of an event of its own: rare words of its own among usual ones."""
    own = [f"{draw.choice(WORDS)}{draw.choice(WORDS)}" for _ in range(8)]
    body = " ".join(draw.choice(own if draw.random() < 0.3 else WORDS) for _ in range(words))
    return Made(f"{number}-{own[0]}", " ".join(own[:3]), body, day)


def largest(articles: list[Made]) -> int:
    found = partition(articles).story
    return max(Counter(found[found >= 0].tolist()).values(), default=0)


@pytest.mark.parametrize("is_dated", [True, False])
def test_an_archive_of_events_each_told_once_has_no_stories(is_dated):
    draw = random.Random(1)
    articles = [invented(draw, n, n // 20 if is_dated else None) for n in range(400)]
    assert largest(articles) <= 2


def test_a_daily_column_of_one_title_is_no_story():
    """Ten years of a column, each on something of its own, with a line that all have."""
    draw = random.Random(2)
    line = "Notes from Halin by our columnist, who walks the old town every day with open eyes. "
    articles = []
    for day in range(0, 3650, 5):
        one = invented(draw, day, day, 60)
        articles.append(Made(one.id, "Notes from Halin", line + one.body, day))
    assert largest(articles) <= 10


def test_a_live_blog_of_every_week_is_a_story_a_week():
    """Each week has an event, and every day of it an account that repeats what came before."""
    draw = random.Random(3)
    articles = []
    for week in range(30):
        told = invented(draw, week, 0, 60)
        for day in range(5):
            more = invented(draw, week, 0, 25).body
            articles.append(
                Made(f"{week}-{day}", f"Live: {told.title}", told.body + more, 7 * week + day)
            )
    found = stories(articles)
    assert all(len({name.split("-")[0] for name in story}) == 1 for story in found)
    assert sum(len(story) for story in found) > 100


def test_articles_of_one_sentence_come_together_only_where_they_tell_the_same():
    draw = random.Random(4)
    articles = [invented(draw, n, n // 50, 12) for n in range(300)]
    articles += [
        Made("s1", "", "The Osk ferry crews struck over pay.", 1),
        Made("s2", "", "Ferry crews of Osk struck for pay.", 1),
    ]
    found = stories(articles)
    assert frozenset(["s1", "s2"]) in found
    assert max(len(story) for story in found) <= 3


def test_ten_thousand_copies_of_a_text_cost_no_more_than_one():
    articles = [
        *HARVEST,
        *(Made(f"c{n}", FERRY[0].title, FERRY[0].body, 0) for n in range(10_000)),
    ]
    rows = rows_of(articles)
    fold = np.array([-1, -1, -1] + [2] * 9_999, np.int32)
    stands = units(rows, fold) == np.arange(len(fold))
    assert stands.sum() == 3
    counts = counted(texts((a.title, a.body, "en") for a in articles))
    made = vectors(counts, Rarity.of([counts.rarity(), shipped()]))
    found = edges(made, rows, among=stands)
    assert len(found.one) == 1
    sizes = Counter(grouped(found, rows, fold).story.tolist())
    assert sorted(sizes.values()) == [2, 10_000]


def test_equal_articles_that_keep_few_edges_are_not_all_one_story(monkeypatch):
    """Two thousand equal articles that nobody folded, of which each keeps a few edges."""
    monkeypatch.setattr(rooms, "KEPT", 16)
    many = 2000
    one, other = np.triu_indices(400, 1)
    edge = Edges(
        one.astype(np.int32), other.astype(np.int32), np.full(len(one), ONE * ONE, np.int32)
    )
    rows = rows_of([Made(str(n), "", "") for n in range(many)])
    found = grouped(rooms.joined([edge], rows), rows)
    assert max(Counter(found.story[found.story >= 0].tolist()).values()) <= 400
