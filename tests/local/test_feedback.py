"""What is read of the first articles: their words, as all of the engine reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import words
from search.local.feedback import _forms


def the_same(text: str) -> None:
    assert _forms(text) == [word.form for word in words(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The ferry's captain said: “Halin’s harbour is ours.”",
        "U.S.-led talks (at 10 p.m.) – no deal—yet",
        "l’homme d'État, rock'n'roll, 'tis, the dogs'",
        "COVID-19 vaccines cost $3.50; A.B.'s did not",
        "東京都 and мир's",
    ],
)
def test_words_are_read_from_a_text_as_they_are_everywhere(text: str):
    the_same(text)


@given(st.text(alphabet="aBsS'’.-—_é1東\u0301\u200d\u00a0 ,\"", max_size=40))
def test_so_are_those_between_any_signs(text: str):
    the_same(text)


@given(st.text(max_size=200))
def test_so_are_those_of_any_text(text: str):
    the_same(text)
