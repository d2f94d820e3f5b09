"""How rare words are in news."""

from search.analysis import stem
from search.rareness import COMMON, rareness
from search.stories.rarity import shipped


def weight(stem, languages=("en",)):
    return rareness(shipped(), languages)([stem])[0]


def test_rare_words_weigh_more_than_frequent_ones():
    assert weight(stem("zeppelin", "en")) > weight(stem("harvest", "en")) > COMMON


def test_words_that_say_nothing_of_a_subject_weigh_little_but_something():
    for word in ("said", "monday", "president"):
        assert weight(stem(word, "en")) == COMMON


def test_a_language_without_a_list_has_no_such_words():
    assert weight("monday", ["xx"]) > COMMON
    assert weight("monday", []) > COMMON


def test_many_are_told_as_each():
    stems = ["zeppelin", "harvest", "", "said", "12", "ж"]
    assert shipped().idfs_of(stems[:2]) == [shipped().idf_of(stem) for stem in stems[:2]]
    assert rareness(shipped(), ["en"])(stems) == [weight(stem) for stem in stems]
    assert rareness(shipped(), ["en"])([]) == []
