"""Who said what in other languages: sentences a reader of them can check."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.article import Quote
from search.extract.people import people
from search.extract.quotes import SUREST, quotes

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("quotes_elsewhere.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def direct(body: str, lang: str) -> list[Quote]:
    return [one for one in quotes(body, people(body, None, lang).persons, lang) if one.direct]


@pytest.mark.parametrize(("lang", "body", "words", "speaker"), CASES)
def test_speech_has_its_words_and_its_speaker(lang, body, words, speaker):
    found = direct(body, lang)
    if not words:  # a work, or a word at arm's length
        assert found == []
        return
    last = found[-1]
    assert (last.text, last.as_written or "") == (words, speaker)
    assert body[last.start : last.end] == words
    assert not speaker or last.confidence <= SUREST


def test_marks_within_marks_belong_to_the_outer():
    (one,) = direct("Jan Berg sagte: „Er rief ‚Halt‘ und lief zum Hafen.“", "de")
    assert one.text == "Er rief ‚Halt‘ und lief zum Hafen."
    (one,) = direct("市長は「本を『海』と名付けた」と話した。", "ja")
    assert (one.text, one.verb) == ("本を『海』と名付けた", "話し")
