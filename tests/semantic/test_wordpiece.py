"""Word pieces: as the tokenizer of the models cuts, on any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.semantic.wordpiece import WordPiece, words

LISTED = """[PAD] [UNK] [CLS] [SEP] harbour strike ##s ##ing un ##rest talk ' . , - # u
cafe é e ##e σ ##σ ς α ##α i ##i а ##а 中 文 ß ##ß 1 ##1 ##, 🙂 $ ` ~"""
PIECES = LISTED.split()
LETTERS = (
    "harboustikenglc AÉéİΣςσαа中文ßẞ1.,-'#$`~🙂\u0301\u200b\u00ad\u00a0\t\n\x00\ufffd\u2028\x1c—“"
)


def test_a_word_is_cut_into_the_longest_pieces_there_are():
    cut = WordPiece(PIECES).numbers("Harbours, unrest: talking cafés", 50)
    said = [PIECES[number] for number in cut]
    assert said == [
        *("[CLS]", "harbour", "##s", ",", "un", "##rest", "[UNK]", "talk", "##ing"),
        *("cafe", "##s", "[SEP]"),
    ]


def test_a_text_that_is_too_long_keeps_its_beginning_and_its_end_mark():
    cut = WordPiece(PIECES).numbers("strike " * 1000, 7)
    assert [PIECES[number] for number in cut] == ["[CLS]", *["strike"] * 5, "[SEP]"]


def test_nothing_is_two_marks():
    assert [PIECES[number] for number in WordPiece(PIECES).numbers(" \n", 9)] == ["[CLS]", "[SEP]"]


def test_a_vocabulary_without_marks_is_refused():
    with pytest.raises(ValueError, match=r"\[CLS\], \[UNK\]"):
        WordPiece(["strike", "[SEP]"])


def test_a_sign_is_a_word_of_its_own():
    assert list(words("Mayor's U.S.-visit: 5%")) == [
        *("mayor", "'", "s", "u", ".", "s", ".", "-", "visit", ":", "5", "%")
    ]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("İ", ["i"]),
        ("É\u0301", ["e"]),
        ("u\u200b\x0bn", ["un"]),
        ("\u00a0#\u2028u", ["#", "u"]),
        ("中文", ["中", "文"]),
        ("ΣΑ", ["σ", "##α"]),
        ("strike\ufffds", ["strike", "##s"]),
        ("🙂strike", ["[UNK]"]),
    ],
)
def test_letters_of_many_kinds_are_cut_as_the_models_own_tokenizer_cuts_them(text, cut):
    assert [PIECES[number] for number in WordPiece(PIECES).numbers(text, 50)[1:-1]] == cut


@given(st.text(st.sampled_from(LETTERS), max_size=40))
def test_the_pieces_of_a_text_are_its_words(text):
    knowing = WordPiece(PIECES)
    for word in words(text):
        cut = [PIECES[number] for number in knowing.numbers(word, 100)[1:-1]]
        assert cut == ["[UNK]"] or "".join(p.removeprefix("##") or "#" for p in cut) == word


@given(st.text(), st.integers(2, 20))
def test_any_text_is_cut_to_what_was_asked_for(text, most):
    numbers = WordPiece(PIECES).numbers(text, most)
    assert 2 <= len(numbers) <= most
    assert (PIECES[numbers[0]], PIECES[numbers[-1]]) == ("[CLS]", "[SEP]")
