"""Numbers that differ."""

import pytest

from search.compare.numerals import numerals
from tests.compare.fire import beside, told, written


def pair(one: str, other: str, lang: str = "en", days=("2020-03-02", "2020-03-02")):
    articles = [
        told(outlet, outlet, body, day, lang=lang)
        for outlet, body, day in zip(("Post", "Mail"), (one, other), days, strict=True)
    ]
    found = beside(*articles)
    return [
        (difference.one.text, difference.other.text, difference.one.unit)
        for difference in found.differences
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "The harbour fire injured 12 dockers, police said.",
            "The harbour fire injured nine dockers, police said.",
            ("12", "nine", "dockers"),
        ),
        (
            "Police said 14 people were killed in the harbour fire.",
            "At least twenty-one people died in the harbour fire, police said.",
            ("14", "twenty-one", "killed"),
        ),
        (
            "Repairs of the harbour will cost the town $1.2 million this year.",
            "Repairs of the harbour will cost the town 2 million dollars this year.",
            ("$1.2 million", "2 million dollars", "$"),
        ),
        (
            "Turnout in the harbour ward fell to 41% on Sunday.",
            "Turnout in the harbour ward fell to 34 percent on Sunday.",
            ("41%", "34 percent", "%"),
        ),
    ],
)
def test_numbers_for_one_thing_that_differ_are_told(one, other, expected):
    assert pair(one, other) == [expected]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The harbour fire injured 12 dockers.", "The harbour fire injured twelve dockers."),
        ("The harbour fire injured 12 dockers.", "The harbour fire injured 40 gulls."),
        ("The fire of 1 March injured dockers.", "The fire of 3 March injured dockers."),
        ("The harbour fire of 1987 dockers saw.", "The harbour fire of 1988 dockers saw."),
        ("A 31-year-old docker of the harbour.", "A 45-year-old docker of the harbour."),
        ("The harbour team won 3-2 in Osk.", "The harbour team won 4-2 in Osk."),
        ("The harbour ferry left at 10:30 sharp.", "The harbour ferry left at 11:30 sharp."),
        ("About 100 dockers left the harbour.", "Some 97 dockers left the harbour."),
        ("Between 10 and 15 dockers left the harbour.", "Around 20 dockers left the harbour."),
        ("All 20 dockers left the harbour.", "Another 12 dockers left the harbour."),
        ("Nine dockers left the harbour.", "Some 1,200 dockers left the harbour."),
        ("Route 12 dockers left the harbour.", "Route 14 dockers left the harbour."),
        ("A poll gave Lunde 20 council seats.", "Lunde won 30 council seats on Sunday."),
    ],
    ids=[
        "equal", "unit", "date", "year", "age", "score", "hour", "rounded", "range", "more",
        "part of all", "place in a row", "forecast",
    ],
)  # fmt: skip
def test_what_is_no_difference_is_not_told(one, other):
    assert pair(one, other) == []


def test_an_article_that_has_the_others_number_as_well_does_not_differ():
    later = "The harbour fire injured nine dockers. Officials had first said 12."
    assert pair("The harbour fire injured 12 dockers.", later) == []


def test_days_apart_are_no_difference_but_news():
    texts = "The harbour fire injured 12 dockers.", "The harbour fire injured nine dockers."
    assert pair(*texts, days=("2020-03-02", "2020-03-09")) == []
    assert pair(*texts, days=("2020-03-02", "2020-03-03"))
    assert pair(*texts, days=(None, "2020-03-03"))


def test_a_number_is_where_it_is_said_to_be():
    found = beside(
        told("a", "A", "So. The harbour fire injured 12 dockers, police said."),
        told("b", "B", "Yes. The harbour fire injured nine dockers, police said."),
    )
    (difference,) = found.differences
    for figure in (difference.one, difference.other):
        body = found.articles[figure.sentence.article].body
        assert body[figure.start : figure.end] == figure.text
        assert figure.text in written(found, figure.sentence)
    assert (difference.one.value, difference.other.value) == (12, 9)


@pytest.mark.parametrize(
    ("lang", "digits", "value"),
    [
        ("en", "1,200", 1200),
        ("de", "1.200", 1200),
        ("de", "1,200", 1.2),
        ("en", "1.200", 1.2),
        ("xx", "1,200", None),
        ("xx", "1,200,000", 1_200_000),
        ("xx", "1,5", 1.5),
        ("en", "1,234.5", 1234.5),
        ("de", "1.234,5", 1234.5),
        ("sv", "12\u00a0500", 12500),
        ("en", "1,23,456", None),
        ("ar", "٤٢", 42),
    ],
)
def test_digits_are_read_as_the_language_writes_them(lang, digits, value):
    assert numerals(lang).number(digits) == value


def test_in_a_language_without_a_list_shares_alone_are_compared():
    share = (
        "Osallistuminen Halin satamassa 41 % tänään.",
        "Osallistuminen Halin satamassa 34 % tänään.",
    )
    assert pair(*share, lang="fi") == [("41 %", "34 %", "%")]
    assert (
        pair("Halin satamassa 41 kalastajaa.", "Halin satamassa 34 kalastajaa.", lang="fi") == []
    )
