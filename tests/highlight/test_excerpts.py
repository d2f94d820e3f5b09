"""An article is read only around the words that may match: what is found is the same."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import analysis, query
from search.analysis import Sentences
from search.highlight import Highlighter
from search.highlight.needles import needles
from search.highlight.sieve import Sieve, plain
from search.highlight.vocabulary import within_edits
from tests.highlight.test_properties import trees

SEEDS = Path(__file__).parents[2] / "seeds"


class Reader(Highlighter[analysis.Word]):
    """A highlighter that reads every word of an article."""

    def _sieve_in(self, lang):
        return None


PIECES = (
    *("ferry", "Ferries", "FERRY", "strike", "striking", "the", "a", "to", "of", "war", "Warring"),
    *("U.S.", "U.S", "us", "US", "e.g.", "Mr.", "F.B.I.", "anti-war", "antiwar", "anti-War-era"),
    *(
        "Peña’s",
        "pena",
        "l’été",
        "e\u0301",
        "東京都",
        "🇫🇷",
        "o'clock",
        "o’clock’s",
        "it's",
        "'tis",
    ),
    *("fer\u00adry", "fe_rry", "_ferry_", "ferry's", "f.e.r.r.y", "1,200.50", "?", "attaché"),
    *(
        "férry",
        "Éferry",
        "ferrý",
        "pe\u00f1a",
        "ß",
        "ŒU.S.",
        "wär",
        "stríke",
        "ﬁ",
        "Ｆerry",
        "x-́y",
    ),
    *("U.S.'s-war", "Ferry's-war", "ski", "skies", "lying", "hope", "hoping", "—", "...", "!?"),
    *("the war", "the ferry", "of the us", "a war", "us.", "A.", "©", "1", "the/ferry"),
)
GAPS = (
    *(" ", " ", " ", " ", ", ", ". ", ".", "? ", "\n\n", "\n \n", "\n", "-", "--", "\u2011"),
    *(" “", "” ", "’ ", "\u00a0", "…", "。", "\t", "", "'", '"', ") ", ".” ", " . ", "\u2028"),
)
texts = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)), max_size=120).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
asked = st.sampled_from((
    *("ferry", "strikes", "the", "us", "U.S.", "case:US", "anti-war", "antiwar", "war", "pena"),
    *("o'clock", "ferry's", "lying", "skies", "hope", "fbi", "fe*", "*rry", "st?ik*", "ferry~"),
    *('"the ferry"', '"anti-war strike"', '"of the" war', '"us war"', '"ferry war"~4', "warring"),
    *("ferry NEAR/3 strike", "war PRE/9 us", "(war NEAR/2 us) NEAR/7 the", '"the fe*" NEAR/2 a'),
    *("ferry w/s strike", "war w/p us", "(ferry w/s the) NEAR/2 war", "atleast3 the"),
    *("title:ferry war", "body:us", '"U.S.-war us"~3', "東京都", "l'été", "ferry NOT war", "e"),
    *("warring~", "t-war", "the-t", '"the ferry strike" OR us', '"a war" "of the us"', '"us us"'),
    *("case:férry", "case:ferry", '"ferry wär"', "wä*", "pe?a", "strasse", "*fi", '"the pena"'),
    *('"ferry the"', '"war a ferry"', '"FERRY\u2019S war" the', '"to the us" OR "the us war"'),
)).map(lambda text: query.parse(text).tree)  # fmt: skip


def shown(highlighter, title, body, lang, count, length):
    found = highlighter.found(title, body, lang)
    return found.title, found.body, found.snippets(count, length)


@settings(max_examples=200, deadline=None)
@given(
    texts,
    texts,
    asked | trees,
    st.sampled_from(("en", "en", None, "fr")),
    st.integers(1, 3),
    st.integers(1, 150),
)
def test_what_is_found_is_what_reading_every_word_finds(title, body, tree, lang, count, length):
    args = (title, body, lang, count, length)
    assert shown(Highlighter(tree, analysis), *args) == shown(Reader(tree, analysis), *args)


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_in_real_articles_the_same_is_found(seed):
    body = seed.read_text("utf-8")
    for text in (
        *("president", "the", "u.s.", "to* said", '"of the"', "said NEAR/5 president", "*tion"),
        *('"the of"~2', "the w/s president", "govern~", "case:The", "in-the", "=said's", "zebra"),
    ):
        tree = query.parse(text).tree
        args = (body.partition("\n")[0], body, "en", 3, 120)
        assert shown(Highlighter(tree, analysis), *args) == shown(Reader(tree, analysis), *args)


@settings(max_examples=300, deadline=None)
@given(texts, st.data())
def test_a_sentence_looked_for_alone_is_one_of_the_whole_text(text, data):
    low = data.draw(st.integers(0, len(text)))
    high = data.draw(st.integers(low, len(text)))
    read = analysis.words(text)
    firsts = set(analysis.breaks(text, read).sentences)
    starts = [0]
    ends = 0
    for word, before in zip(read, [None, *read], strict=False):
        if word.position in firsts and (before is None or before.position != word.position):
            run = re.search(r"\S*\Z", text[ends : word.start])
            assert run is not None
            begin = word.start - len(run[0])
            is_clean = begin == 0 or text[begin - 1].isspace()
            starts.append(begin if is_clean else word.start)
        ends = max(ends, word.end)
    inside = [start for start in starts[1:] if low <= start <= high]
    assert Sentences(text).last(low, high) == max(inside, default=None)


ENDINGS = (
    *("", "s", "es", "ies", "ied", "ing", "ed", "edly", "ingly", "eed", "ational", "tional"),
    *("enci", "ency", "ably", "ently", "izer", "ization", "ation", "ator", "alism", "ality"),
    *("ally", "fulness", "ously", "ousness", "iveness", "ivity", "bility", "bly", "ogy", "ogist"),
    *("fully", "lessly", "ly", "alize", "icate", "icity", "ical", "ful", "ness", "ance", "er"),
    *("able", "ible", "ement", "ism", "ate", "ous", "ive", "ize", "ion", "e", "y", "ying", "'s"),
)


@settings(max_examples=400, deadline=None)
@given(
    st.text("abeiglopstuy", min_size=1, max_size=6),
    st.sampled_from(ENDINGS),
    st.sampled_from(ENDINGS),
)
def test_an_english_word_begins_with_the_needle_of_its_stem(head, middle, ending):
    word = head + middle + ending
    found = needles("stem", analysis.stem(word, "en"), "en")
    assert found is None or word.startswith(found[0].letters)


@pytest.mark.parametrize("word", ["dying", "skies", "skis", "news", "early", "possibility"])
def test_an_irregular_english_word_begins_with_the_needle_of_its_stem(word):
    found = needles("stem", analysis.stem(word, "en"), "en")
    assert found is not None
    assert word.startswith(found[0].letters)


@settings(max_examples=300, deadline=None)
@given(st.text("abc", min_size=6, max_size=9), st.integers(1, 2), st.data())
def test_a_misspelt_word_holds_a_needle_of_the_word(word, edits, data):
    written = list(word)
    for _ in range(edits):
        at = data.draw(st.integers(0, len(written) - 2))
        letter = data.draw(st.sampled_from("abcx"))
        edit = data.draw(st.integers(0, 3))
        written[at : at + 2] = [
            [written[at], letter, written[at + 1]],
            [written[at + 1]],
            [letter, written[at + 1]],
            [written[at + 1], written[at]],
        ][edit]
    form = "".join(written)
    found = needles("fuzzy", word, "en", edits)
    assert found is not None
    holds = [form.startswith(one.letters) if one.begins else one.letters in form for one in found]
    assert any(holds) or not within_edits(word, form, edits)


def test_a_text_as_ascii_has_the_same_offsets():
    text = "“Straße — İstanbul’s café… ends with words of plain letters and nothing else.”"
    found = plain(text)
    assert found is not None
    assert len(found.text) == len(found.lower) == len(text)
    assert [text[at] for at in found.odd] == ["ß", "İ", "é"]
    assert plain("Правда это не здесь") is None


def test_dots_hyphens_and_strange_letters_hide_no_word():
    sieve = Sieve(needles("fold", "usled", "en") or ())
    text = plain("A U.S.-led force, usled, un-led, u.s.l.e.d and attaché " + "x" * 99)
    assert text is not None
    assert sieve.places(text) == [6, 18, 33, 53]
