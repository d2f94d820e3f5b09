"""How others read a query, and how we do: facts from their public documentation, and our answer.

Each row is a query as its language writes it, what it means there, our reading as a printed tree,
and the notice, if any, that tells whoever brings it along; where the notice offers a repair that
means the same as there, it stands last.
"""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from search.query import parse

NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a Saturday; only the day counts


class Row(NamedTuple):
    text: str
    theirs: str
    ours: str
    code: str = ""
    offered: str = ""


MIXED = "mixed-and-or"
ELSEWHERE = "operator-elsewhere"

LUCENE = [  # and Elasticsearch's query_string
    Row("syria talks", "syria OR talks", "syria AND talks"),
    Row("+syria talks", "syria, talks only ranks", "syria AND talks"),
    Row("syria AND iran OR iraq", "no true precedence", "(syria AND iran) OR iraq", MIXED),
    Row("syria && iran || iraq", "the same", "(syria AND iran) OR iraq", MIXED),
    Row('"syria talks"~5', "any order, counted in moves", '"syria talks"~5'),
    Row("title:(syria AND talks)", "both in the title", "title:(syria AND talks)"),
    Row("te?t test*", "patterns", "te?t AND test*"),
    Row("roam~", "2 edits", "roam~"),
    Row("roam~0.8", "an older way to say 1", "roam~", "fuzzy-clamped", "roam~"),
    Row("syria^2 talks", "a boost", "syria^2 AND talks"),
    Row("date:[20020101 TO 20030101]", "both ends in", "date:2002-01-01..2003-01-01"),
    Row("date:{2002 TO 2004}", "both ends out", "date:2003"),
    Row("date:>=2002", "from then on", "date:2002-01-01.."),
    Row("_exists_:outlet", "known", "exists_:outlet", "unknown-field", "has:outlet"),
    Row("*", "everything", "*"),
]

GOOGLE = [  # and Gmail
    Row("syria talks", "AND", "syria AND talks"),
    Row("iran OR syria talks", "(iran OR syria) talks", "(iran OR syria) AND talks", MIXED),
    Row("syria | iran", "OR", "syria OR iran"),
    Row("syria AROUND(3) talks", "at most 3 words between", "syria NEAR/3 talks"),
    Row("syria -iran", "without iran", "syria AND NOT iran"),
    Row("dinner or movie", "two words, and or", "dinner AND or AND movie", "small-operator"),
    Row('"to be or not to be"', "these words", '"to be or not to be"'),
    Row("intitle:syria", "in the title", "intitle:syria", "unknown-field", "title:syria"),
    Row("subject:syria", "in the subject", "subject:syria", "unknown-field", "title:syria"),
    Row("site:bbc.com x", "from there", "site:bbc.com AND x", "unknown-field", "outlet:bbc.com x"),
    Row("newer_than:7d x", "of late", "newer_than:7d AND x", "unknown-field", "newer:7d x"),
    Row("older_than:1y x", "before", "older_than:1y AND x", "unknown-field", "older:1y x"),
    Row("after:2004/04/16", "that day included", "date:2004-04-17.."),
    Row("before:2004/04/18", "that day left out", "date:..2004-04-17"),
    Row("+unicorn", "just this word", "unicorn"),
    Row('"syria * talks"', "any word between", '"syria talks"', "wildcard-in-phrase"),
]

NEXIS = [  # of the United States
    Row("a W/5 b", "any order", "a NEAR/5 b"),
    Row("a PRE/5 b", "in order", "a PRE/5 b"),
    Row("a ONEAR/5 b", "in order", "a PRE/5 b"),
    Row("a w/s b", "in one sentence", "a w/s b"),
    Row("a w/p b", "in one paragraph", "a w/p b"),
    Row("a AND b OR c", "a AND (b OR c): OR first", "(a AND b) OR c", MIXED, "a AND (b OR c)"),
    Row("a W/5 b OR c", "a W/5 (b OR c)", "a NEAR/5 b OR c"),
    Row("a AND NOT b", "without b", "a AND NOT b"),
    Row("atleast5(sanctions)", "five times", "atleast5 sanctions"),
    Row("ATL5(sanctions)", "five times", "ATL5 AND sanctions", ELSEWHERE, "atleast5(sanctions)"),
    Row("HEADLINE(x)", "in the headline", "HEADLINE AND x", "field-colon", "headline:(x)"),
    Row("BYLINE(x)", "by", "BYLINE AND x", "field-colon", "author:(x)"),
    Row("PUBLICATION(x)", "from", "PUBLICATION AND x", "field-colon", "publication:(x)"),
    Row("acquir! AND x", "words that begin so", "acquir AND x", ELSEWHERE, "acquir* AND x"),
    Row("wom*n", "a letter", "wom*n"),
    Row("U.S.", "US", "U.S."),
]

FACTIVA = [
    Row("syria talks", "side by side", "syria AND talks"),
    Row("a near5 b", "any order", "a NEAR/5 b"),
    Row("a w/5 b", "in order; we follow Nexis", "a NEAR/5 b"),
    Row("a adj5 b", "in order", "a AND adj5 AND b", ELSEWHERE, "a PRE/5 b"),
    Row("a or b", "operators in any case", "a AND or AND b", "small-operator", "a OR b"),
    Row("a not b", "operators in any case", "a AND not AND b", "small-operator", "a NOT b"),
    Row("atleast3 syria", "three times", "atleast3 syria"),
    Row("hd=kremlin", "in the headline", "hd=kremlin", "field-colon", "title:kremlin"),
    Row("la=en", "in English", "la=en", "field-colon", "lang:en"),
    Row("by=smith", "by", "by=smith", "field-colon", "author:smith"),
    Row("sn=tass", "from", "sn=tass", "field-colon", "outlet:tass"),
    Row("b smok$", "words that begin so", "b AND smok", ELSEWHERE, "b smok*"),
]

RECOLL = [
    Row("syria talks", "AND", "syria AND talks"),
    Row("syria talks OR war", "OR tighter than space", "syria AND (talks OR war)", MIXED),
    Row('"syria talks"o10', "in order; ours is ~10, any order", '"syria talks" AND o10'),
    Row("date:2022-01/2022-03", "a stretch", "*", "bad-date", "date:2022-01..2022-03"),
    Row("-outlet:x y", "without", "NOT outlet:x AND y"),
]

FTS5 = [  # as Datasette hands it on
    Row("syria talks", "AND", "syria AND talks"),
    Row("it's 100% sure", "a syntax error", "it's AND 100 AND sure"),
    Row("syria -", "a syntax error", "syria", "no-letters", "syria"),
    Row("(syria", "a syntax error", "syria", "unclosed-bracket", "(syria)"),
    Row('"syria', "a syntax error", "=syria", "unclosed-quote", '"syria"'),
    Row("02091-C-71", "no such column", "02091-C-71"),
    Row("AND syria", "a syntax error", "syria", "dangling-operator", "syria"),
]

WESTLAW = [
    Row("a /5 b", "any order", "a AND 5 AND b", ELSEWHERE, "a NEAR/5 b"),
    Row("a /s b", "in one sentence", "a AND s AND b", ELSEWHERE, "a w/s b"),
    Row("a /p b", "in one paragraph", "a AND p AND b", ELSEWHERE, "a w/p b"),
]

DIALECTS = {
    "Lucene": LUCENE,
    "Google": GOOGLE,
    "Nexis": NEXIS,
    "Factiva": FACTIVA,
    "Recoll": RECOLL,
    "FTS5": FTS5,
    "Westlaw": WESTLAW,
}


@pytest.mark.parametrize(
    ("dialect", "row"),
    [
        pytest.param(name, row, id=f"{name} {row.text}")
        for name, rows in DIALECTS.items()
        for row in rows
    ],
)
def test_a_query_brought_along(dialect: str, row: Row) -> None:
    parsed = parse(row.text, now=NOW)
    assert str(parsed.tree) == row.ours
    notices = [notice for notice in parsed.notices if notice.code != "nothing-left"]
    assert [notice.code for notice in notices] == ([row.code] if row.code else [])
    if row.offered:
        assert notices[0].suggestion == row.offered
        assert not {n.code for n in parse(row.offered, now=NOW).notices} - {MIXED}
    assert row.theirs
    assert dialect in DIALECTS


def test_what_the_help_page_says_to_write_is_read_without_a_remark() -> None:
    page = (Path(__file__).parents[2] / "web/templates/help.html").read_text("utf-8")
    rows = re.findall(r"^\('.*", page, re.M)
    written = [ast.literal_eval(f"[{row.rstrip(',')}]") for row in rows]
    tables = {row for line in written for _, rows in line for row in rows}
    assert len(tables) >= 20
    for there, here, _ in tables:
        codes = {notice.code for notice in parse(here, now=NOW).notices}
        assert codes <= {MIXED}, here
        other = parse(there, now=NOW)
        offered = {str(parse(n.suggestion, now=NOW).tree) for n in other.notices if n.suggestion}
        same = str(parse(here, now=NOW).tree)
        assert there == here or same in offered or there in DIFFERENT or same == str(other.tree)


DIFFERENT = {"two words", "a w/5 b", "a b", "after:2022/03/02", "acquir!", "smok$"}
"""What is written alike and means another thing, or is told only beside other words."""
