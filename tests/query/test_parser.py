"""Every rule of the language: what is typed, how it is read, and what is said about it."""

from __future__ import annotations

import datetime as dt

import pytest

from search.query import SYNTAX, parse
from search.query.tree import (
    And,
    AtLeast,
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)

NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a Saturday; only the day counts

READ_AS = {
    # 1. precedence
    "putin zelensky OR zelenskyy": ("putin AND (zelensky OR zelenskyy)", "mixed-and-or"),
    "a AND b OR c": ("(a AND b) OR c", "mixed-and-or"),
    "a AND (b OR c)": ("a AND (b OR c)", ""),
    "a b c": ("a AND b AND c", ""),
    "a (b c)": ("a AND b AND c", ""),
    "a OR (b OR c)": ("a OR b OR c", ""),
    "a NEAR/3 b AND c": ("a NEAR/3 b AND c", ""),
    "NOT a NEAR/3 b": ("NOT a AND b", "near-operand"),
    "NOT a b": ("NOT a AND b", ""),
    "NOT NOT a": ("a", "double-not"),
    "NOT (NOT a)": ("a", "double-not"),
    "AT&T": ("AT&T", ""),
    "Yahoo! C++": ("Yahoo AND C", ""),
    "a & b && c": ("a AND b AND c", ""),
    "a | b || c": ("a OR b OR c", ""),
    "+a !b": ("a AND NOT b", ""),
    "Quelle surprise ! Macron": ("Quelle AND surprise AND Macron", "no-letters"),
    # 2. operators are capitals
    "putin or trump": ("putin AND or AND trump", "small-operator"),
    "putin not trump": ("putin AND not AND trump", "small-operator"),
    "salt and pepper": ("salt AND and AND pepper", ""),
    "or": ("or", ""),
    "a W/5 b": ("a NEAR/5 b", ""),
    "a Near5 b": ("a NEAR/5 b", ""),
    "a Pre/3 b": ("a PRE/3 b", ""),
    "AtLeast5 sanctions": ("atleast5 sanctions", ""),
    "a NEAR b": ("a AND NEAR AND b", "near-number"),
    # 3. quotes, =, case:
    '"Secretary of State"': ('"Secretary of State"', ""),
    "“a b” „c d“ «e f»": ('"a b" AND "c d" AND "e f"', ""),
    '"Trump"': ("=Trump", ""),
    "=sanctions": ("=sanctions", ""),
    '="a b"': ('"a b"', ""),
    '"a b': ('"a b"', "unclosed-quote"),
    '"': ("*", "empty-phrase nothing-left"),
    '"to be or not to be"': ('"to be or not to be"', ""),
    "case:US": ("case:US", ""),
    'case:"The Hill"': ('case:"The Hill"', ""),
    "case:(US OR UK)": ("case:US OR case:UK", ""),
    "case:sanct*": ("sanct*", "case-ignored"),
    "title:case:US": ("title:case:US", ""),
    "people:=putin": ("people:=putin", ""),
    'said:"a* lavrov"': ('said:"a lavrov"', "wildcard-short"),
    'people:="sergei lavrov"': ('people:="sergei lavrov"', ""),
    # 4. words
    "U.S. l'homme COVID-19": ("U.S. AND l'homme AND COVID-19", ""),
    "(“sanctions,”).": ("=sanctions", "no-letters"),
    "'tis $100 #maga": ("tis AND 100 AND maga", ""),
    "हिन्दी 東京都": ("हिन्दी AND 東京都", ""),
    "!!! 😀": ("*", "no-letters no-letters nothing-left"),
    # 5. distance
    '"a b"~5': ('"a b"~5', ""),
    '"a b" ~5': ('"a b"~5', ""),
    '"a b"~500': ('"a b"~100', "distance-clamped"),
    '"a b"~': ('"a b"', "distance-missing"),
    '"a"~5': ("a", ""),
    "a AROUND(5) b": ("a NEAR/5 b", ""),
    "a ONEAR/5 b": ("a PRE/5 b", ""),
    "a w/s b W/P c": ("a w/s b w/p c", ""),
    "a NEAR/5 b NEAR/3 c": ("a NEAR/5 b NEAR/3 c", ""),
    "a NEAR/5 (b NEAR/3 c)": ("a NEAR/5 (b NEAR/3 c)", ""),
    'sanct* NEAR/5 ("a b" OR c)': ('sanct* NEAR/5 ("a b" OR c)', ""),
    "a NEAR/5 (b c)": ("a AND b AND c", "near-operand"),
    "a NEAR/5 NOT b": ("a AND NOT b", "near-operand"),
    "title:a NEAR/5 title:b": ("title:(a NEAR/5 b)", ""),
    "title:a NEAR/5 body:b": ("title:a AND body:b", "near-operand"),
    "a NEAR/0 b": ("a NEAR/1 b", "distance-clamped"),
    "a NEAR/500 b": ("a NEAR/100 b", "distance-clamped"),
    # 6. fields
    "Headline:kremlin TEXT:a": ("title:kremlin AND body:a", ""),
    "title: kremlin": ("title:kremlin", ""),
    "title:  kremlin": ("kremlin", "dangling-field"),
    "title:a b": ("title:a AND b", ""),
    "title:(a b)": ("title:(a AND b)", ""),
    'title:"a b"~3': ('title:"a b"~3', ""),
    "outlet:TASS,AP": ("outlet:TASS,AP", ""),
    'source:"New York Times",AP': ('outlet:"New York Times",AP', ""),
    "publication:busi*": ("outlet:busi*", ""),
    "outlet:(TASS OR AP)": ("outlet:TASS,AP", ""),
    "outlet:TASS, putin": ("outlet:TASS AND putin", "list-ended"),
    "author:Smith,John": ('author:"Smith,John"', ""),
    'person:putin speaker:"sergei lavrov"': ('people:putin AND said:"sergei lavrov"', ""),
    "lang:en,ru id:a,b file:x.txt": ("lang:en,ru AND id:a,b AND file:x.txt", ""),
    "url:https://a.com/x?y=1": ('url:"https://a.com/x?y=1"', ""),
    "has:quote,date": ("has:quote,date", ""),
    "has:quots": ("*", "nothing-left unknown-has"),
    "outlet:*": ("has:outlet", ""),
    "-outlet:TASS": ("NOT outlet:TASS", ""),
    "title:-a": ("NOT title:a", "minus-in-field"),
    "http://example.com/?q=1": ("http://example.com/?q=1", ""),
    "12:30": ("12:30", ""),
    "nosuch:foo": ("nosuch:foo", "unknown-field"),
    "titel:foo": ("titel:foo", "unknown-field"),
    "Ukraine: what next": ("Ukraine AND what AND next", ""),
    "outlet:(TASS since:2017)": ("outlet:TASS", "not-in-field"),
    # 8. wildcards
    "sanction* organi?ation": ("sanction* AND organi?ation", ""),
    "*tion": ("*tion", ""),
    "*in a": ("a", "wildcard-short"),
    "a* b": ("b", "wildcard-short"),
    "*": ("*", ""),
    '"sanct* imposed"': ('"sanct* imposed"', ""),
    "anti-russ*": ('"anti russ*"', ""),
    "who won?": ("who AND won?", "question-mark"),
    "3~7!? a^2!?": ("3 AND a", ""),
    "*^6<,:;-?/ b": ("6 AND b", ""),
    # 9. fuzzy
    "putin~": ("putin~", ""),
    "zelenskyy~2": ("zelenskyy~2", ""),
    "putin~2": ("putin~", "fuzzy-clamped"),
    "zelenskyy~9": ("zelenskyy~2", "fuzzy-clamped"),
    "nato~ bbc~": ("nato~ AND bbc", "fuzzy-ignored"),
    # 10. minus
    "-word": ("NOT word", ""),
    '-"a b" -(c d)': ('NOT "a b" AND NOT (c AND d)', ""),
    "COVID-19 U.S.-led 02091-C-71": ("COVID-19 AND U.S.-led AND 02091-C-71", ""),
    "h52.1 - x": ("h52.1 AND x", "no-letters"),
    # as other languages write it
    "a adj5 b": ("a AND adj5 AND b", "operator-elsewhere"),
    "a w/sent b w/para c": ("a AND w/sent AND b AND w/para AND c", "operator-elsewhere " * 2),
    "a /5 b": ("a AND 5 AND b", "operator-elsewhere"),
    "headline(kremlin)": ("headline AND kremlin", "field-colon"),
    "hd=kremlin la=en": ("hd=kremlin AND la=en", "field-colon field-colon"),
    "newer_than:7d subject:a": ("newer_than:7d AND subject:a", "unknown-field unknown-field"),
    "atl5(a OR b)": ("atl5 AND (a OR b)", "operator-elsewhere"),
    "acquir! AND merger": ("acquir AND merger", "operator-elsewhere"),
    "_exists_:outlet": ("exists_:outlet", "unknown-field"),
    "and/or 1/2 By: x=5 f(x)": ("and/or AND 1/2 AND By AND x=5 AND f AND x", ""),
    # 12. errors
    "": ("*", "empty"),
    "  ": ("*", "empty"),
    "putin AND": ("putin", "dangling-operator"),
    "OR putin": ("putin", "dangling-operator"),
    "a AND OR b": ("a AND b", "dangling-operator"),
    "NOT": ("*", "dangling-operator nothing-left"),
    "title:": ("*", "dangling-field nothing-left"),
    "(a b": ("a AND b", "unclosed-bracket"),
    "a) b": ("a AND b", "stray-bracket"),
    "a () b": ("a AND b", "empty-brackets"),
    "a OR !!! AND b": ("a OR b", "no-letters"),
    # boosts and counts
    "a^2 b^2.5": ("a^2 AND b^2.5", ""),
    "title:a^2": ("title:a^2", ""),
    "(a OR b)^3": ("(a OR b)^3", ""),
    "a^0 b^1000": ("a AND b^100", "boost-clamped boost-ignored"),
    "outlet:TASS^2": ("outlet:TASS", "boost-ignored"),
    "atleast3(a OR b)": ("atleast3 (a OR b)", ""),
    "atleast3(a b)": ("atleast3 a AND atleast3 b", ""),
    "atleast3 outlet:TASS": ("outlet:TASS", "count-ignored"),
    # a backslash takes the meaning from a word
    r"\AND \title:x": (r"\AND AND \title:x", ""),
}


@pytest.mark.parametrize("text", READ_AS)
def test_reading(text: str) -> None:
    printed, codes = READ_AS[text]
    parsed = parse(text, now=NOW)
    assert str(parsed.tree) == printed
    assert sorted(notice.code for notice in parsed.notices) == codes.split()
    assert parse(printed, now=NOW).tree == parsed.tree


TREES = {
    "AT&T": Term("AT&T"),
    "*": Everything(),
    "=US": Exact("US"),
    "case:US": Exact("US", cased=True),
    "sanct*": Prefix("sanct"),
    "a organi?ation": And((Term("a"), Wildcard("organi?ation"))),
    "putin~": Fuzzy("putin", 1),
    '"a bb*"': Phrase((Exact("a"), Prefix("bb"))),
    '"a bb*"~4': Within((Term("a"), Prefix("bb")), 4),
    "a PRE/5 b": Near(Term("a"), Term("b"), 5, ordered=True),
    "a w/s b": Near(Term("a"), Term("b"), 0, unit="sentence"),
    "atleast2 a": AtLeast(2, Term("a")),
    "date:2022-02": DateRange(dt.date(2022, 2, 1), dt.date(2022, 2, 28)),
    'outlet:"New York Times"': Field("outlet", Term("New York Times")),
    'people:="Sergei Lavrov"': Field("people", Exact("Sergei Lavrov")),
    'people:"serg* lavrov"': Field("people", Phrase((Prefix("serg"), Exact("lavrov")))),
    "outlet:TASS,AP": Field("outlet", Or((Term("TASS"), Term("AP")))),
    "outlet:*": Field("has", Term("outlet")),
    "-a": Not(Term("a")),
    "title:a^2": Boost(Field("title", Term("a")), 2.0),
    "title:(a^2)": Field("title", Boost(Term("a"), 2.0)),
}


@pytest.mark.parametrize("text", TREES)
def test_trees(text: str) -> None:
    assert parse(text).tree == TREES[text]


OTHERS = [
    # text, how others read it, how we read it
    ("a b", "Lucene query_string: a OR b", "a AND b"),
    ("a OR b c", "Google, Gmail, Recoll: OR tighter than space", "(a OR b) AND c"),
    ("a AND b OR c", "Lucene: no true precedence; Nexis: OR first", "(a AND b) OR c"),
    ('"a b"~5', "Lucene: any order, counted in moves", '"a b"~5'),
    ('"my phrase" ~7', "CourtListener: the ~7 is lost", '"my phrase"~7'),
    ("a pre/5 b", "Nexis: ordered", "a PRE/5 b"),
    ("a w/5 b", "Factiva: ordered; Nexis: any order, as we do", "a NEAR/5 b"),
    ("a near5 b", "Factiva: any order", "a NEAR/5 b"),
    ("a AROUND(5) b", "Google", "a NEAR/5 b"),
    ("a b* c", "Datasette FTS5: raw", "a AND c"),
    ("it's 100% (really) - isn't it", "Datasette FTS5: a syntax error", None),
    ("US may will", "Whoosh: dropped as stop words", "US AND may AND will"),
]


@pytest.mark.parametrize(("text", "theirs", "ours"), OTHERS)
def test_how_others_differ(text: str, theirs: str, ours: str | None) -> None:
    assert theirs
    read = str(parse(text).tree)
    assert read == (ours or "it's AND 100 AND really AND isn't AND it")


SUGGESTED = {
    "putin zelensky OR zelenskyy": "(putin zelensky) OR zelenskyy",
    "a AND b OR c": "a AND (b OR c)",
    "a b AND c OR d": "(a b AND c) OR d",
    'a b OR "c d': '(a b) OR "c d"',
    "putin or trump": "putin OR trump",
    "to be not here": "to be NOT here",
    "(a (b": "(a (b))",
    'a "b c': 'a "b c"',
    "titel:foo bar": "title:foo bar",
    "nosuch:foo": '"nosuch:foo"',
    "date:2022-13-40": "date:2022-12-31",
    "putin date:2022-02-30": "putin date:2022-02-28",
    "putin AND": "putin",
    "a NEAR/5 (b c)": "((a NEAR/5 b) AND (a NEAR/5 c))",
    "title:a NEAR/5 b": "title:a AND b",
    "a*b": "ab",
    "who won?": "who won",
    "putin~3": "putin~",
    "outlet:TASS, AP": "outlet:TASS,AP",
    "NOT NOT a": "a",
    "title:-a": "-title:a",
    '"a"|"b"': '"a" | "b"',
    "a adj5 b": "a PRE/5 b",
    "a w/sent b": "a w/s b",
    "a /5 b": "a NEAR/5 b",
    "headline(kremlin)": "headline:(kremlin)",
    "atl5(a OR b)": "atleast5(a OR b)",
    "b smok$": "b smok*",
    "_exists_:outlet a": "has:outlet a",
    "byline(a OR b) c": "author:(a OR b) c",
    "hd=kremlin": "title:kremlin",
    'hd="a b"': 'title:"a b"',
    "newer_than:7d a": "newer:7d a",
    "intitle:a": "title:a",
    "site:tass.com": "outlet:tass.com",
    "date:2021-2022": "date:2021..2022",
    "date:2022-03-01-2022-03-05": "date:2022-03-01..2022-03-05",
    "date:2021,2022": "date:(2021 OR 2022)",
    "date:lastweek": "date:last-week",
    "newer:7": "newer:7d",
    "date:25/12/2022": "date:2022-12-25",
    "date:03/02/2022": "date:2022",
    "case:US*": "US*",
    "a OR (outlet:(TASS since:2017))": "a OR outlet:TASS",
    "has:quots": "has:quote",
}


@pytest.mark.parametrize("text", SUGGESTED)
def test_suggestions(text: str) -> None:
    suggestions = [notice.suggestion for notice in parse(text, now=NOW).notices]
    assert SUGGESTED[text] in suggestions


def test_messages_of_the_design() -> None:
    def message(text: str) -> str:
        return parse(text, now=NOW).notices[0].message

    assert message("date:2022-13-40") == (
        "2022-13-40 is not a date, so this part was left out. "
        "Write date:2022-12 or date:2022-12-31."
    )
    assert message("putin AND") == "Nothing follows AND; it was ignored."
    assert message("*in") == "A leading * needs three letters after it; *in was left out."


def test_notices_point_at_their_place() -> None:
    text = "putin titel:foo date:2022-13-40 bbc~"
    places = {n.code: text[n.start : n.end] for n in parse(text, now=NOW).notices}
    assert places == {
        "unknown-field": "titel:",
        "bad-date": "2022-13-40",
        "fuzzy-ignored": "bbc~",
    }


@pytest.mark.parametrize(
    ("text", "ranked"),
    [
        ("putin", True),
        ("putin since:2022", True),
        ("", False),
        ("*", False),
        ("since:2022", False),
        ("outlet:TASS people:putin", False),
        ("-putin", False),
        ("title:putin", True),
        ("atleast2 putin", True),
    ],
)
def test_ranked_only_when_words_are_looked_for(text: str, ranked: bool) -> None:
    assert parse(text).ranked is ranked


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        *(
            (text, True)
            for text in ("a b", "a", "a or b", "Who, me: yes!", "a - b", "AT&T it's", "a ? b")
        ),
        *(
            (text, True)
            for text in ('people:"a b" c d', "outlet:a,b c", "title:a b", "a since:2022")
        ),
        *((text, True) for text in ("date:[2020 TO 2021] a b", "nosuch:a b", "")),
        *(
            (text, False)
            for text in ("a AND b", "a OR b", "NOT a b", "a -b", "+a b", "a & b", "a | b")
        ),
        *((text, False) for text in ('"a b" c', "“a", "=a b", "case:A b", "a* b", "what? a", "*")),
        *((text, False) for text in ("word~ b", "of~ b", "a^2 b", "(a b)", "a (b", "a) b")),
        *((text, False) for text in ("a NEAR/5 b", "a w/s b", "atleast2 a b", "title:(a b) c")),
        *(
            (text, False)
            for text in ("-outlet:a b c", "outlet:-a b c", "people:a* b c", "AND a b")
        ),
    ],
)
def test_plain_only_when_words_stand_side_by_side(text: str, plain: bool) -> None:
    assert parse(text).plain is plain


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        *((text, True) for text in ('"a b" c', "say “a b” and c", 'a "b" outlet:x', '"a b" c "d')),
        *((text, False) for text in ("a b c", 'a outlet:"b c" d', '"a b" -c', '"a b" AND c')),
        *(
            (text, False)
            for text in ('"a b"~2 c', '("a b" c)', '"a b"^2 c', '"a b" c*', '"a" =b c')
        ),
    ],
)
def test_quoted_only_when_there_is_no_sign_but_quotation_marks(text: str, quoted: bool) -> None:
    parsed = parse(text)
    assert parsed.quoted is quoted
    assert not (parsed.plain and parsed.quoted)
    assert parsed.pasted or not parsed.quoted


def test_syntax_has_a_version() -> None:
    assert SYNTAX == 1
