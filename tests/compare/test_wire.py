"""An agency's words in the articles of others."""

import pytest

from tests.compare.fire import AGENCY_TEXT, beside, told

AGENCY = told("wire", "Coast Agency", AGENCY_TEXT, "2020-03-01")
OWN = " Nobody in the town remembered such smoke, a baker told this paper on Sunday evening."


def agency_of(name: str) -> str | None:
    return "Coast Agency" if name in ("Coast Agency", "Coast News", "CA") else None


def test_a_text_taken_from_an_agency_is_told_with_its_share():
    copy = told("mail", "Mail", AGENCY_TEXT + OWN)
    (wire,) = beside(AGENCY, copy, agency_of=agency_of).wire
    assert (wire.article, wire.agency, wire.source) == (1, "Coast Agency", 0)
    assert wire.share is not None
    assert 0.7 < wire.share < 0.9
    assert not wire.is_credited


@pytest.mark.parametrize(
    "credit",
    [
        {"agency": "Coast Agency"},
        {"author": "Coast Agency and staff"},
        {"author": "Bo Ek; Coast News"},
        {"mentioned_outlets": ("Coast Agency",)},
        {"credits": ("Photo: Coast Agency",)},
    ],
    ids=lambda credit: next(iter(credit)),
)
def test_a_credit_is_seen(credit):
    copy = told("mail", "Mail", AGENCY_TEXT, **credit)
    (wire,) = beside(AGENCY, copy, agency_of=agency_of).wire
    assert wire.is_credited
    assert wire.share == 1


def test_quotations_are_not_the_agencys_words():
    said = f"“{AGENCY_TEXT}” the mayor read out, and the hall fell silent for a long while."
    assert beside(AGENCY, told("mail", "Mail", said), agency_of=agency_of).wire == ()
    quoting = told("wire", "Coast Agency", said, "2020-03-01")
    assert beside(quoting, told("mail", "Mail", AGENCY_TEXT), agency_of=agency_of).wire == ()


def test_an_article_of_another_week_is_not_taken_from_it():
    late = told("mail", "Mail", AGENCY_TEXT, "2020-04-01")
    assert beside(AGENCY, late, agency_of=agency_of).wire == ()


def test_without_the_agencys_article_two_that_credit_it_are_set_against_each_other():
    one = told("a", "A", AGENCY_TEXT, agency="Far Press")
    other = told("b", "B", AGENCY_TEXT + OWN, agency="Far Press")
    wires = beside(one, other).wire
    assert [(wire.agency, wire.source, wire.is_credited) for wire in wires] == [
        ("Far Press", None, True)
    ] * 2
    assert wires[0].share == 1
    (alone,) = beside(one, told("c", "C", "Something else.")).wire
    assert (alone.agency, alone.source, alone.share) == ("Far Press", None, None)


def test_who_is_credited_as_an_agency_is_one():
    source = told("wire", "Far Press", AGENCY_TEXT)
    credited = told("a", "A", AGENCY_TEXT, "2020-03-03", agency="Far Press")
    taken = told("b", "B", AGENCY_TEXT, "2020-03-04")
    wires = beside(source, credited, taken).wire
    assert [(wire.article, wire.source, wire.is_credited) for wire in wires] == [
        (1, 0, True),
        (2, 0, False),
    ]
