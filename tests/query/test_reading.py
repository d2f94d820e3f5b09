"""A query in plain words."""

from __future__ import annotations

import pytest

from search.query import parse
from search.query.reading import reading

READINGS = {
    'tillerson "strategic stability" date:2017-06': (
        "tillerson AND “strategic stability”; published 2017-06-01 to 2017-06-30"
    ),
    "": "every article",
    "since:2017-06-01": "every article; published from 2017-06-01",
    "until:2017-06-01 a": "a; published up to 2017-06-01",
    "on:2017-06-01 a OR b": "(a OR b); published 2017-06-01",
    "a OR b": "a OR b",
    'outlet:TASS,"The Hill" -date:2017': (
        "every article; outlet TASS or “The Hill”; not published 2017-01-01 to 2017-12-31"
    ),
    "title:a -b -outlet:AP": "title:a AND NOT b; not outlet AP",
}


@pytest.mark.parametrize("text", READINGS)
def test_reading(text: str) -> None:
    assert reading(parse(text).tree) == READINGS[text]
