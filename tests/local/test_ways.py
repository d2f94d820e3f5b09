"""The ways in which a word as typed may stand in an article."""

import pytest

from search.local.ways import paths

WAYS = {
    "strike": ["strike"],
    "COVID-19": ["COVID 19", "COVID19"],
    "well-to-do": ["well to do", "welltodo"],
    "l'homme": ["l homme"],
    "東京": ["東京"],
    "東京都": ["東京 京都"],
    "ストライキ": ["スト トラ ライ イキ"],
    "BBC中文网": ["BBC 中文 文网"],
}


@pytest.mark.parametrize("text", WAYS)
def test_ways(text):
    assert [" ".join(word.form for word in way) for way in paths(text)] == WAYS[text]
