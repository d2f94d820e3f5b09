"""How rare words are in news."""

from search.analysis import stem
from search.rareness import COMMON, rareness
from search.stories.rarity import shipped

WEIGHT = rareness(shipped(), ["en"])


def test_rare_words_weigh_more_than_frequent_ones():
    assert WEIGHT(stem("zeppelin", "en")) > WEIGHT(stem("harvest", "en")) > COMMON


def test_words_that_say_nothing_of_a_subject_weigh_little_but_something():
    for word in ("said", "monday", "president"):
        assert WEIGHT(stem(word, "en")) == COMMON


def test_a_language_without_a_list_has_no_such_words():
    assert rareness(shipped(), ["xx"])("monday") > COMMON
    assert rareness(shipped(), [])("monday") > COMMON
