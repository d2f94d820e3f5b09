"""What a page says of its own publisher, and what it does not."""

import pytest

from search.extract import outlets, rights
from tests.extract.invented import LAST, LEAD, MORE, assert_evidence_stands, read, text


@pytest.mark.parametrize(
    ("line", "outlet", "method"),
    [
        (
            "Sign up for the Washington Examiner’s daily newsletter",
            "Washington Examiner",
            "sign up",
        ),
        ("Subscribe to The Boston Globe", "The Boston Globe", "subscribe"),
        ("CLICK HERE TO GET THE FOX NEWS APP", "Fox News", "get"),
        ("© 2019 Guardian News & Media Limited", "The Guardian", "rights notice"),
        ("Copyright 2019. Washington Examiner. All Rights Reserved.", "Washington Examiner", None),
        ("Copyright ©2023 HotAir.com/Salem Media", "Hot Air", "rights notice"),
        ("© 2019 Cleveland.com. All rights reserved.", "The Plain Dealer", "rights notice"),
        ("Fox News’ Jane Doe contributed to this report.", "Fox News", "contribution"),
        ("By Jane Doe jdoe@spokesman.com (509) 555-0000", "The Spokesman-Review", "mail address"),
        ("Follow Ars Technica on Mastodon", "Ars Technica", "follow"),
    ],
)
def test_furniture_names_the_publisher(line, outlet, method):
    one = read(text("Pilots go on strike", LEAD, MORE, LAST, line))
    assert one.outlet == outlet
    assert method in (None, one.provenance["outlet"].method)
    assert_evidence_stands(one)


@pytest.mark.parametrize(
    "line",
    [
        "This story first appeared in The Boston Globe.",
        "The Associated Press contributed to this report.",
        "“We are done,” a pilot told CNN on Monday, and the mayor told Fox News the same.",
        "Asked by CNN what contributed to the strike, the mayor would not say, she added.",
        "Subscribe to Science X, a letter for engineers",
        "Dawgs By Nature homepage",
        "© 2019 FOX News Network, LLC. All rights reserved.",
        "Photograph: Jane Doe for The New York Times",
        "© Reuters / Jane Doe",
        "mayor@yahoo.com",
        "© 2020 The Republic",
    ],
)
def test_what_does_not_tell_whose_page_it_is(line):
    assert read(text("Pilots go on strike", LEAD, MORE, LAST, line)).outlet is None


def test_clues_add_up_and_those_to_another_count_against():
    once = "About The Boston Globe"
    assert read(text("Pilots go on strike", LEAD, MORE, once)).outlet is None
    twice = text("Pilots go on strike", LEAD, MORE, once, "Contact The Boston Globe")
    assert read(twice).outlet == "The Boston Globe"
    other = text(twice, "Subscribe to The Denver Post")
    assert read(other).outlet is None


def test_what_the_source_states_comes_before_what_the_page_says():
    page = text("Pilots go on strike", LEAD, MORE, "Subscribe to The Boston Globe")
    assert read(page, url="https://www.denverpost.com/a").outlet == "The Denver Post"


def test_every_holder_of_rights_holds_those_of_a_known_title():
    assert all(outlet is None or outlet in outlets.table() for _, outlet in rights._holders())
