"""What is pasted is read as it was written; what is meant as a sign is one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query import parse
from tests.strategies import NOW

PASTED = {
    # a sentence asks
    "Will the ferry sail?": "Will AND the AND ferry AND sail",
    "will the ferry sail?": "will AND the AND ferry AND sail",
    "Who governs? Nobody knows": "Who AND governs AND Nobody AND knows",
    "How safe is the sell-off?!": "How AND safe AND is AND the AND sell-off",
    "A truce (again?) in Halin": "A AND truce AND again AND in AND Halin",
    "Is it over? (+video)": "Is AND it AND over AND video",
    "Is the Mayor?s ferry late?": "Is AND the AND Mayor's AND ferry AND late",
    "Strike over in Halin? since:2022": "Strike AND over AND in AND Halin AND date:2022-01-01..",
    "“Is the ferry late?” she asked": '"Is the ferry late" AND she AND asked',
    '"what would they have done then?"': '"what would they have done then"',
    "Is it off-the-record?": "Is AND it AND off-the-record",
    # quotes that begin or end outside of what was pasted
    "It was the strangest thing,” she told him": (
        "It AND was AND the AND strangest AND thing AND she AND told AND him"
    ),
    "They have one coming.”": "They AND have AND one AND coming",
    'secretary of state" putin "a b"': 'secretary AND of AND state AND putin AND "a b"',
    'a 5" gun': "a AND 5 AND gun",
    # no fields
    "He rose at last and said: “We shall see.”": (
        'He AND rose AND at AND last AND and AND said AND "We shall see"'
    ),
    "AP source: New York judges call the mayor back": (
        "AP AND source AND New AND York AND judges AND call AND the AND mayor AND back"
    ),
    "The council set a date: it will not be soon": (
        "The AND council AND set AND a AND date AND it AND will AND not AND be AND soon"
    ),
    "Source: Mayor to leave Halin by ferry tonight": (
        "Source AND Mayor AND to AND leave AND Halin AND by AND ferry AND tonight"
    ),
    "SOURCE: two 'rogue' ferries left Halin at dawn": (
        "SOURCE AND two AND rogue AND ferries AND left AND Halin AND at AND dawn"
    ),
    # no operators
    "THE MAYOR WILL NOT GO, AIDES SAY": (
        r"THE AND MAYOR AND WILL AND \NOT AND GO AND AIDES AND SAY"
    ),
    "FERRY SAILS OR SINKS IN HALIN TODAY": (
        r"FERRY AND SAILS AND \OR AND SINKS AND IN AND HALIN AND TODAY"
    ),
    "U.S.-HALIN FERRY NOT AT RISK, MAYOR SAYS": (
        r"U.S.-HALIN AND FERRY AND \NOT AND AT AND RISK AND MAYOR AND SAYS"
    ),
    # numbers
    "Shares fell -0.7% and -12% in No. 5": (
        "Shares AND fell AND 0.7 AND and AND 12 AND in AND No AND 5"
    ),
    "$1.5bn deal… and more — much more": "1.5bn AND deal AND and AND more AND much AND more",
}

MEANT = {
    "who won?": "who AND won?",
    "sanction?": "sanction?",
    "is he ours?": "is AND he AND ours?",
    "minister AND of AND foreign AND affair?": "minister AND of AND foreign AND affair?",
    "the world health organi?ation": "the AND world AND health AND organi?ation",
    "will the ferr* sail?": "will AND the AND ferr* AND sail?",
    '"secretary of stat?"': '"secretary of stat?"',
    '"were impos?" by them all': '"were impos?" AND by AND them AND all',
    'outlet:busi? said: "sergei lavrov" a b': 'outlet:busi? AND said:"sergei lavrov" AND a AND b',
    "title: harbour strike in halin ends after ten days": (
        "title:harbour AND strike AND in AND halin AND ends AND after AND ten AND days"
    ),
    "Source: Evening Star on the ferry": "outlet:Evening AND Star AND on AND the AND ferry",
    "Source:Star ferry to Halin sails at dawn today": (
        "outlet:Star AND ferry AND to AND Halin AND sails AND at AND dawn AND today"
    ),
    "From: 2020 ferry to Halin sails at dawn today": (
        "date:2020-01-01.. AND ferry AND to AND Halin AND sails AND at AND dawn AND today"
    ),
    "Source: TASS ferry to Halin sails -dawn at noon": (
        "outlet:TASS AND ferry AND to AND Halin AND sails AND NOT dawn AND at AND noon"
    ),
    "talks on the strike outlet: TASS": "talks AND on AND the AND strike AND outlet:TASS",
    "PUTIN OR LAVROV": "PUTIN OR LAVROV",
    "PUTIN NOT TRUMP MOSCOW": "PUTIN AND NOT TRUMP AND MOSCOW",
    "A OR B OR C OR D OR E OR F": "A OR B OR C OR D OR E OR F",
    "THE MAYOR will NOT go to Halin": "THE AND MAYOR AND will AND NOT go AND to AND Halin",
    "putin -2022 -word": "putin AND NOT 2022 AND NOT word",
    'a "b c': 'a AND "b c"',
    'title:"a b" c "d"': 'title:"a b" AND c AND =d',
}


@pytest.mark.parametrize("text", [*PASTED, *MEANT])
def test_reading(text: str) -> None:
    tree = parse(text, now=NOW).tree
    assert str(tree) == (PASTED | MEANT)[text]
    assert parse(str(tree), now=NOW).tree == tree


@pytest.mark.parametrize(
    ("text", "code", "offered"),
    [
        (
            "FERRY SAILS OR SINKS IN HALIN TODAY",
            "capitals",
            "ferry sails OR sinks in halin today",
        ),
        (
            "AP source: New York judges call the mayor back",
            "field-space",
            "AP source:New York judges call the mayor back",
        ),
        (
            "Source: Mayor to leave Halin by ferry tonight",
            "field-space",
            "Source:Mayor to leave Halin by ferry tonight",
        ),
        ("secretary of state” putin", "stray-quote", "secretary of state putin"),
    ],
)
def test_another_reading_is_offered(text: str, code: str, offered: str) -> None:
    (notice,) = parse(text, now=NOW).notices
    assert (notice.code, notice.suggestion) == (code, offered)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Hail (and farewell) to M & S", True),
        ("They have one coming.”", True),
        ("hail (and farewell)", False),
        ("headline(hail and farewell) to us", False),
        ("hail and (farewell OR greetings) to us", False),
        ("Hail to +us and all", False),
        ("title:(hail and farewell) to us all", False),
        ("Hail (and farewell to us", False),
    ],
)
def test_prose_is_words_side_by_side(text: str, plain: bool) -> None:
    assert parse(text, now=NOW).plain is plain


@pytest.mark.parametrize("text", ["Will the ferry sail?", "Who won? Nobody", "“Is it?” he said"])
def test_what_is_plain_to_see_is_not_remarked_on(text: str) -> None:
    assert not parse(text, now=NOW).notices


pieces = st.sampled_from(
    [
        *(
            "a",
            "B",
            "C d",
            "e?",
            "f-g?",
            "h-i?-j-k-l-m",
            "n?s",
            "o?p",
            "?q",
            "r*",
            "“s",
            "t?”",
            '"',
        ),
        *(
            "u? v",
            "said:",
            "outlet: w",
            "-0.5",
            "-x",
            "+y",
            "NOT",
            "OR",
            "(",
            ")",
            "~",
            "Z!?",
            "é?",
        ),
    ]
)


@given(st.lists(st.tuples(pieces, st.sampled_from([" ", " ", ""])), min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_whatever_is_pasted_prints_to_itself(parts: list[tuple[str, str]]) -> None:
    tree = parse("".join(piece + space for piece, space in parts), now=NOW).tree
    assert parse(str(tree), now=NOW, max_length=10**6).tree == tree
