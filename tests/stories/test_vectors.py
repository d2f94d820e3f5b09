"""What sets an article apart: its rare words, first those of the title and the beginning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.stories.texts import digest, texts
from search.stories import rarity as rarities
from search.stories import vectors as rooms
from search.stories.rarity import Rarity, empty_words, shipped
from search.stories.texts import Texts
from search.stories.vectors import LEAD_WORDS, ONE, TERMS, Counts, Vectors, counted, vectors

FERRY = (
    "Ferry strike in Osk",
    "The ferry crews of Osk went on strike. Ferry crews want more pay.",
)
HARVEST = ("A poor harvest", "Farmers along the river fear a poor harvest of barley this year.")


def made(*articles: tuple[str, str]) -> Texts:
    return texts((title, body, "en") for title, body in articles)


def of_row(counts: Counts, row: int) -> dict[int, int]:
    part = slice(int(counts.at[row]), int(counts.at[row + 1]))
    return dict(zip(counts.stems[part].tolist(), counts.counts[part].tolist(), strict=True))


def told(vectors: Vectors, row: int) -> list[tuple[int, int]]:
    part = slice(int(vectors.at[row]), int(vectors.at[row + 1]))
    terms, weights = vectors.terms[part].tolist(), vectors.weights[part].tolist()
    return list(zip(terms, weights, strict=True))


def assert_equal(one: Counts | Vectors, other: Counts | Vectors) -> None:
    for name in one._fields:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_a_word_of_the_title_counts_three_times_and_one_of_the_beginning_twice():
    late = " ".join(["word"] * LEAD_WORDS) + " barley"
    counts = counted(made(FERRY, ("Harvest", late)))
    assert of_row(counts, 0)[digest("ferri")] == 3 + 2 + 2
    assert of_row(counts, 0)[digest("crew")] == 2 + 2
    assert of_row(counts, 1)[digest("barley")] == 1
    titled = counts.stems[counts.in_title].tolist()
    assert digest("ferri") in titled
    assert digest("crew") not in titled


def test_common_words_months_and_what_reporters_write_around_speech_count_for_nothing():
    counts = counted(
        made(("The March", "He said on Monday that it was so, subscribers of Reuters."))
    )
    assert of_row(counts, 0) == {}
    assert "abonnieren" in empty_words("de")
    assert empty_words("xx") == frozenset()


def test_a_rare_word_weighs_more_than_a_usual_one_and_one_that_most_articles_have_nothing():
    archive = [("Osk", f"The mayor of Osk opened school {word}.") for word in "abcdefgh"]
    archive.append(("Osk", "The mayor of Osk praised the marmalade."))
    found = vectors(counted(made(*archive)), counted(made(*archive)).rarity())
    weights = dict(told(found, 8))
    assert digest("osk") not in weights
    assert weights[digest("marmalad")] == max(weights.values())
    assert shipped().idf_of("zeppelin") > shipped().idf_of("offici") >= 0


def test_the_words_that_every_article_of_a_small_archive_has_still_count():
    few = counted(made(FERRY, FERRY, HARVEST))
    weights = dict(told(vectors(few, Rarity.of([few.rarity(), shipped()])), 0))
    assert weights[digest("ferri")] > 0


def test_a_vector_has_the_length_of_one_and_the_heaviest_words_first():
    many = " ".join(f"{a}{b}" for a in "abcdefghijklmnop" for b in "qrstuvwxyz")
    found = vectors(counted(made(("", many), FERRY, ("", ""))), shipped())
    assert np.diff(found.at).tolist()[::2] == [TERMS, 0]
    for row in (0, 1):
        pairs = told(found, row)
        assert sorted(pairs, key=lambda pair: (-pair[1], pair[0])) == pairs
        length = sum(weight * weight for _, weight in pairs) ** 0.5
        assert length == pytest.approx(ONE, rel=0.005)


@settings(deadline=None)
@given(st.lists(st.sampled_from([FERRY, HARVEST, ("", ""), ("Osk", "barley " * 70)])), st.data())
def test_neither_the_order_of_articles_nor_slices_change_a_vector(articles, data):
    whole = counted(made(*articles))
    plain = vectors(whole, shipped())
    order = data.draw(st.permutations(range(len(articles))))
    shuffled = vectors(counted(made(*(articles[row] for row in order))), shipped())
    assert [told(shuffled, place) for place in range(len(order))] == [
        told(plain, row) for row in order
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "_TOKENS", 20)
        patch.setattr(rooms, "_ROWS", 2)
        sliced = counted(made(*articles))
        assert_equal(whole, sliced)
        cut = vectors(sliced, shipped())
    assert_equal(plain, cut)
    assert rooms.joined([cut, cut]).at[-1] == 2 * plain.at[-1]
    picked = rooms.taken(plain, np.array(order, np.int64))
    assert_equal(picked, shuffled)


def test_what_parts_of_an_archive_count_is_what_the_whole_counts():
    one, other = counted(made(FERRY)).rarity(), counted(made(HARVEST, FERRY)).rarity()
    whole = counted(made(FERRY, HARVEST, FERRY)).rarity()
    together = Rarity.of([one, other])
    assert together.articles == whole.articles
    assert np.array_equal(together.stems, whole.stems)
    assert np.array_equal(together.counts, whole.counts)
    assert Rarity.of([]).articles == 0
    assert Rarity.of([]).weights(np.array([5], np.uint32))[0] > 0


def test_the_table_is_of_words_that_news_has():
    assert shipped().articles > 500 * rarities.TABLE_WEIGHT
    known = dict(zip(shipped().stems.tolist(), shipped().counts.tolist(), strict=True))
    assert known[digest("presid")] > known[digest("marriag")] > 0
    assert (np.diff(shipped().stems.astype(np.int64)) > 0).all()
