"""What counts as a word, as a reader of the query language would expect it."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import breaks, fold, stem, words


def forms(text: str) -> list[tuple[int, str]]:
    return [(word.position, word.form) for word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trump's plan", [(0, "Trump"), (1, "plan")]),
        ("Trump’s plan", [(0, "Trump"), (1, "plan")]),
        ("the workers' strike", [(0, "the"), (1, "workers"), (2, "strike")]),
        ("don't", [(0, "don't")]),
        ("O’Brien", [(0, "O'Brien")]),
        ("U.S. Army", [(0, "US"), (1, "Army")]),
        ("the U.S.'s", [(0, "the"), (1, "US")]),
        ("l’homme", [(0, "l"), (1, "homme")]),
        ("dell'arte", [(0, "dell"), (1, "arte")]),
        ("COVID-19 case", [(0, "COVID"), (0, "COVID19"), (1, "19"), (2, "case")]),
        ("É.U. Ü.N", [(0, "ÉU"), (1, "ÜN")]),
        ("U.N\u0303 o", [(0, "UÑ"), (1, "o")]),
        ("U.S.-led", [(0, "US"), (0, "USled"), (1, "led")]),
        ("AT&T", [(0, "AT"), (1, "T")]),
        ("C++", [(0, "C")]),
        ("東京都", [(0, "東京"), (1, "京都")]),
        ("हिन्दी", [(0, "हिन्दी")]),
        ("snake_case", [(0, "snake"), (1, "case")]),
        ("", []),
        ("!!! … —", []),
    ],
)
def test_a_text_splits_into_these_words(text, expected):
    assert forms(text) == expected


def test_a_word_spans_what_a_reader_would_underline():
    text = "Tillerson’s U.S.-led plan"
    assert [text[word.start : word.end] for word in words(text)] == [
        "Tillerson’s",
        "U.S.",
        "U.S.-led",
        "led",
        "plan",
    ]


def test_a_word_met_again_is_underlined_where_it_stands_the_second_time():
    text = "Don’t. The U.S.-led talks? Don’t stay, U.S.-led talks" + "-on" * 40
    again = [text[word.start : word.end] for word in words(text)]
    assert again[:6] == ["Don’t", "The", "U.S.", "U.S.-led", "led", "talks"]
    assert again[6:13] == ["Don’t", "stay", "U.S.", "U.S.-led", "led", "talks", "on"]
    assert [word.position for word in words(text)][:9] == [0, 1, 2, 2, 3, 4, 5, 6, 7]


def test_letters_before_what_may_go_on_are_no_word_of_their_own():
    assert forms("U.S. A. B, J.R. 5.\nX.Y. don") == [
        *((0, "US"), (1, "A"), (2, "B"), (3, "JR"), (4, "5"), (5, "XY"), (6, "don"))
    ]
    assert forms("cafe\u0301 soft\u00adhyphen a’ b-c") == [
        *((0, "café"), (1, "softhyphen"), (2, "a"), (3, "b"), (3, "bc"), (4, "c"))
    ]


@pytest.mark.parametrize(
    ("form", "folded"),
    [
        ("Peña", "pena"),
        ("ZÜRICH", "zurich"),
        ("Ёлка", "елка"),
        ("Чайковский", "чайковский"),
        ("Erdoğan", "erdogan"),
        ("Øresund", "oresund"),
        ("Straße", "strasse"),
        ("ＡＢＣ", "abc"),
        ("Ἀθῆναι", "αθηναι"),
        ("ﷺ", "صلىاللهعليهوسلم"),
    ],
)
def test_accents_and_case_are_folded(form, folded):
    assert fold(form) == folded


def test_words_are_stemmed_by_language():
    assert stem("sanctions", "en") == stem("sanction", "en") == "sanction"
    assert stem("häuser", "de") != stem("häuser", None) == "häuser"
    assert stem("санкции", "ru") == stem("санкций", "ru")


def test_a_million_letters_are_one_word():
    assert forms("a" * 1_000_000 + " b") == [(0, "a" * 1_000_000), (1, "b")]


@given(st.text(max_size=300))
def test_any_text_is_words_in_order_within_it(text):
    found = words(text)
    positions = [word.position for word in found]
    assert positions == sorted(positions)
    assert set(positions) == set(range(len(set(positions))))
    for word in found:
        assert 0 <= word.start < word.end <= len(text)
        assert word.form
        assert unicodedata.is_normalized("NFC", word.form)
        assert fold(fold(word.form)) == fold(word.form)


@given(st.text(alphabet="aé'’-.UÑ東हि\u0301 ", max_size=60))
@example("U.Ñ")
@example("U.Ñ.a")
def test_composed_and_decomposed_text_hold_the_same_words(text):
    composed, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert [fold(w.form) for w in words(composed)] == [fold(w.form) for w in words(apart)]


def starts(text: str, kind: str) -> list[str]:
    found = words(text)
    return [
        next(w.form for w in found if w.position == p) for p in getattr(breaks(text, found), kind)
    ]


def test_sentences_do_not_end_at_an_abbreviation():
    text = "Mr. Smith of U.S. Steel met J. Edgar. He left. “Yes.” Then the U.S. The end"
    assert starts(text, "sentences") == ["Mr", "He", "Yes", "Then", "The"]


def test_paragraphs_are_parted_by_a_blank_line():
    text = "One. Two\n\nThree\n \nFour"
    assert starts(text, "paragraphs") == ["One", "Three", "Four"]
    assert starts(text, "sentences") == ["One", "Two", "Three", "Four"]
