"""The fast way to words gives the words, sentences and paragraphs of the analysis itself."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import breaks, words
from search.analysis.wordlist import word_list
from search.codec import tokens
from search.codec.tokens import Tokenizer

Told = tuple[list[tuple[int, str, int, int]], list[int], list[int]]
"""What there is to say of a text: words, sentences, paragraphs."""


def new_tokenizer() -> Tokenizer:
    return Tokenizer(words, breaks, word_list("abbreviations.txt"), word_list("starters.txt"))


KEPT = new_tokenizer()
"""One that has met all texts before: what it keeps in mind must never change an answer."""


@pytest.fixture(autouse=True)
def _both_ways(each_mode: str) -> None:
    """Run every test here with plain kernels and with compiled ones."""


def spelled(tokenizer: Tokenizer, texts: list[str]) -> list[Told]:
    """Return the words, sentences and paragraphs of each text, read out of the arrays."""
    found = tokenizer([text.encode("utf-8", "surrogatepass") for text in texts])
    assert [column.dtype for column in found] == [
        np.dtype(kind) for kind in ("i8", "i4", "i4", "i4", "i4", "i8", "i4", "i8", "i4")
    ]
    rows = list(
        zip(
            found.position.tolist(),
            [tokenizer.forms[form].decode() for form in found.form.tolist()],
            found.start.tolist(),
            found.end.tolist(),
            strict=True,
        )
    )
    assert len(found.first) == len(texts) + 1
    return [
        (
            rows[found.first[i] : found.first[i + 1]],
            found.sentences[found.sentence_first[i] : found.sentence_first[i + 1]].tolist(),
            found.paragraphs[found.paragraph_first[i] : found.paragraph_first[i + 1]].tolist(),
        )
        for i in range(len(texts))
    ]


def spellings(tokenizer: Tokenizer) -> list[str]:
    """Return the forms that a tokenizer has met."""
    return [form.decode() for form in tokenizer.forms.between(0, len(tokenizer.forms))]


def expected(text: str) -> Told:
    """Return what the analysis says, with offsets in bytes."""
    at = [0]
    for character in text:
        at.append(at[-1] + len(character.encode("utf-8", "surrogatepass")))
    found = words(text)
    sentences, paragraphs = breaks(text, found)
    rows = [(position, form, at[start], at[end]) for position, form, start, end in found]
    return rows, sentences, paragraphs


def test_forms_have_numbers_and_offsets_count_bytes():
    tokenizer = new_tokenizer()
    found = tokenizer(["Peña’s plan. Mr. Peña".encode(), b"", b"COVID-19 plan"])
    assert sorted(spellings(tokenizer)) == ["19", "COVID", "COVID19", "Mr", "Peña", "plan"]
    assert found.first.tolist() == [0, 4, 4, 8]
    assert [tokenizer.forms[form].decode() for form in found.form] == [
        *("Peña", "plan", "Mr", "Peña"),
        *("COVID", "COVID19", "19", "plan"),
    ]
    assert found.position.tolist() == [0, 1, 2, 3, 0, 0, 1, 2]
    assert found.start.tolist() == [0, 10, 16, 20, 0, 0, 6, 9]
    assert found.end.tolist() == [9, 14, 18, 25, 5, 8, 8, 13]
    assert found.sentences.tolist() == [0, 2, 0]
    assert found.paragraphs.tolist() == [0, 0]


BITS = [
    *("the", "The", "It", "I", "A", "a", "Mr", "mr", "É", "é", "Ω", "Я", "ß", "Ünal", "мир", "7"),
    *("U.S.", "U.S", "U.S.A.", "A.B.c", "D.C", "É.U.", "S", "s", "l", "d", "L", "qu", "x", "X"),
    *("don't", "O’Brien", "l’homme", "dell'arte", "Trump's", "d's", "COVID-19", "a-b-c-d-e-f"),
    *(
        "東京都",
        "東",
        "タイ",
        "ไทย",
        "กำ",
        "㐀",
        "\U00020000",
        "ﾊﾝ",
        "2020年",
        "AI時代",
        "・",
        "ー",
    ),
    *("हिन्दी", "x̂", "\u0301", "e\u0301", "\u3099", "か\u3099", "\ufe0f", "ﬁ", "Å", "가", "\u1100"),
    *("_", "__", "a_b", "a_b's", "_U.S._"),
    *("'", "’", "‘", "'s", "’S", "-", "--", "\u2010", "\u2011", "–", "—", ".", "..", "...", "…"),
    *("\u00ad", "\u200c", "\u200d", "\u2060", "\u200b", "\ufeff", "so\u00adft", "\u00ad\u200d"),
    *(
        "!",
        "?",
        ",",
        ";",
        ":",
        '"',
        "”",
        "“",
        "»",
        ")",
        "]",
        "(",
        "。",
        "！",
        "？",
        "、",
        "&",
        "@",
    ),
    *(" ", "  ", "\t", "\n", "\n\n", "\n \n", "\r\n", "\r\n\r\n", "\x0b", "\x1c", "\x85", "\xa0"),
    *("\u2028", "\u2029", "\u202f", "\u3000", "\x00", "\ud800", "\udcff", "\U0001f600", "½", "²"),
    *("twelve-letter", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnopq", ". ", ".” ", "? "),
]
"""Whatever the analysis looks at, and what stands just beside it."""

TEXTS = st.one_of(
    st.lists(st.sampled_from(BITS), max_size=24).map("".join),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=40),
    st.text(st.sampled_from("AaUSs.'’-_ \u00ad\n東ไ\u0301É"), max_size=30),
    st.text(st.sampled_from("AaIt.!?…\"'”’»)] \n。é,\xa0"), max_size=40),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=4))
@example(["U.S.-The-U.S. It", "The U.S. The", "U.S.. The", "U.S.-- It"])
@example(["\x00a\x00", "\x00", "", "a.\x00B", "\ud800\udc00A.\ud800 B"])
@example(["A.B._", "A.B.\u0301", "A.B_", "A.B.é", "A.B\u00ad.C", "年a年a", "A.東京"])
def test_any_text_has_the_words_and_breaks_of_the_analysis(texts):
    answers = [expected(text) for text in texts]
    assert spelled(new_tokenizer(), texts) == answers
    assert spelled(KEPT, texts) == answers


def test_what_is_told_holds_across_batches(monkeypatch):
    monkeypatch.setattr(tokens, "BATCH", 20)
    texts = [f"Text {number}. It is no. {number}.\n\nU.S. The end" for number in range(30)]
    assert spelled(new_tokenizer(), texts) == [expected(text) for text in texts]


def test_tables_grow_with_the_vocabulary_and_begin_anew():
    tokenizer = new_tokenizer()
    texts = [" ".join(f"w{number}x-{number % 97}" for number in range(30_000)), "ø" * 200_000]
    answers = [expected(texts[0]), ([(0, "ø" * 200_000, 0, 400_000)], [0], [0])]
    assert spelled(tokenizer, texts) == answers
    assert not tokenizer.is_full
    tokenizer.reset()
    assert spellings(tokenizer) == []
    assert spelled(tokenizer, texts[1:]) == answers[1:]
    assert len(tokenizer.forms) == 1


def test_every_script_is_what_the_analysis_takes_it_for():
    """Characters from all of Unicode, halves and unassigned ones too: alone, tripled, between; of
    the planes in which nothing is written yet, one here and there.
    """
    tokenizer = new_tokenizer()
    for first in range(0, 0x110000, 0x8000):
        is_written = first < 0x40000 or first == 0xE0000
        some = [chr(code) for code in range(first, first + 0x8000, 61 if is_written else 1009)]
        text = " ".join(f"A{c}B {c} {c}{c}{c} U.S.{c} Go.{c} It" for c in some)
        assert spelled(tokenizer, [text]) == [expected(text)]
