"""Strategies for hypothesis: articles, queries and trees, over few words so that they meet."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from search.article import Article, Person, Precision, Quote, Source
from search.query import parse
from search.query.tree import Node

NOW = dt.datetime(2022, 4, 14, 12, tzinfo=dt.timezone.utc)

_WORDS = """
minister ministers sanctions sanctioned Trump Trump's US us U.S. the to be or not Peña pena
ministre l'homme AT&T COVID-19 covid 19 covid19 vice-president president мир мира ёлка елка
Häuser Haus 2022 a 北京市长 北京市 東京の港 市长
"""
WORDS = tuple(_WORDS.split())
"""Inflections, accents, hyphens, elisions and dots, with what each should and should not meet."""

PATTERNS = (
    "minist*",
    "sanct*",
    "organi?ation",
    "*ister*",
    "pres*ent",
    "covid*",
    "м*р",
    "pe?a",
    "us*",
)
LANGS = ("en", "fr", "ru", None)
OUTLETS = ("TASS", "The Daily Item", "AP", None)
PEOPLE = (
    ("rex-tillerson", "Rex Tillerson", ("Rex Tillerson", "Tillerson")),
    ("sergey-lavrov", "Sergey Lavrov", ("Sergei Lavrov", "Lavrov")),
    ("jean-marc-pena", "Jean-Marc Peña", ("Peña",)),
)

_separators = st.sampled_from([" "] * 8 + [", ", ". ", ".\n\n", "\n\n", "-", " «"])


@st.composite
def texts(draw: st.DrawFn, most: int = 14) -> str:
    """Return a few words with punctuation, sentences and paragraphs between."""
    words = draw(st.lists(st.sampled_from(WORDS), max_size=most))
    return "".join(word + draw(_separators) for word in words).strip()


@st.composite
def days(draw: st.DrawFn) -> tuple[dt.date | None, dt.date | None, Precision | None]:
    """Return the first and last possible day of an article, and how well its date is known."""
    day = draw(st.dates(dt.date(2021, 12, 1), dt.date(2022, 4, 30)))
    precision: Precision | None = draw(st.sampled_from(["day", "day", "month", "year", None]))
    if precision is None:
        return None, None, None
    if precision == "day":
        return day, day, precision
    if precision == "year":
        return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31), precision
    following = (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    return day.replace(day=1), following - dt.timedelta(days=1), precision


@st.composite
def articles(draw: st.DrawFn, number: int = 0) -> Article:
    """Return one article with every field sometimes unknown."""
    body = draw(texts())
    first, last, precision = draw(days())
    chosen = draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True))
    people = tuple(
        Person(slug, name, draw(st.sampled_from([written, written[-1:]])), 1)
        for slug, name, written in chosen
    )
    quotes = []
    if body and draw(st.booleans()):
        start = draw(st.integers(0, len(body) - 1))
        end = draw(st.integers(start + 1, len(body)))
        speaker = draw(st.sampled_from([*(person.id for person in people), None]))
        written = draw(st.sampled_from(["Lavrov", None]))
        quotes.append(
            Quote(body[start:end], start, end, speaker, written, "said", direct=True, confidence=1)
        )
    path = draw(st.sampled_from(["2022/", "old/", ""])) + f"{number}.txt"
    return Article(
        id=f"id{number}",
        source=Source("/archive", path, 0, None, f"{number:064}"),
        title=draw(st.one_of(st.none(), texts(most=5))),
        body=body,
        url=draw(st.sampled_from([None, f"https://example.com/{number}"])),
        author=draw(st.sampled_from([None, "Anna Peña", "The Newsroom"])),
        outlet=draw(st.sampled_from(OUTLETS)),
        agency=draw(st.sampled_from(["TASS", None])),
        first_day=first,
        last_day=last,
        date_precision=precision,
        lang=draw(st.sampled_from(LANGS)),
        people=people,
        quotes=tuple(quotes),
    )


@st.composite
def archives(draw: st.DrawFn, most: int = 6) -> list[Article]:
    """Return some articles, each with an id of its own."""
    return [draw(articles(number)) for number in range(draw(st.integers(1, most)))]


_word = st.sampled_from(WORDS)
_phrase = st.lists(st.one_of(_word, st.sampled_from(PATTERNS)), min_size=1, max_size=3).map(
    lambda words: '"' + " ".join(words) + '"'
)
_leaves = st.one_of(
    _word,
    _word,
    _phrase,
    st.sampled_from(PATTERNS),
    _word.map(lambda word: f"={word}"),
    _word.map(lambda word: f"case:{word}"),
    st.sampled_from(["minster~", "ministre~2", "presidnt~", "sactions~2", "covdi~", "trump~"]),
    st.tuples(_phrase, st.integers(0, 5)).map(lambda pair: f"{pair[0]}~{pair[1]}"),
)
_names = st.sampled_from(
    [
        "outlet:tass",
        "outlet:TASS,AP",
        'outlet:"the daily item"',
        "outlet:da*",
        "outlet:the*",
        "outlet:*",
        "agency:tass",
        "author:pena",
        'author:"anna peña"',
        "people:lavrov",
        "people:sergey",
        "people:=sergey",
        'people:"rex tillerson"',
        "people:till*",
        "people:jean-marc",
        "said:lavrov",
        "said:sergey",
        "lang:en,ru",
        "id:id1",
        "file:1.txt",
        "file:2022/*",
        "url:*example*",
        "has:quote",
        "has:date",
        "has:outlet",
        "has:people",
        "has:agency",
        "-has:lang",
        "has:duplicate",
        "story:s1",
    ]
)
_dates = st.sampled_from(
    [
        "date:2022",
        "date:2022-03",
        "date:2022-03-02",
        "date:2022-01-15..2022-03-15",
        "date:>=2022-02",
        "since:2022-03",
        "until:2022-01",
        "after:2021",
        "before:2022-03-10",
        "newer:6w",
        "older:2m",
        "on:yesterday",
        "date:last-month",
    ]
)
_operators = st.sampled_from([" ", " ", " AND ", " OR ", " OR "])
_nears = st.sampled_from([" NEAR/1 ", " NEAR/4 ", " PRE/3 ", " w/s ", " w/p ", " AROUND(2) "])


@st.composite
def _queries(draw: st.DrawFn, depth: int = 3) -> str:
    """Return a query made of up to `depth` layers of smaller ones."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return str(draw(st.one_of(_leaves, _leaves, _names, _dates)))
    inner = _queries(depth - 1)
    shape = draw(
        st.sampled_from(["join", "join", "brackets", "near", "not", "field", "count", "boost"])
    )
    if shape in ("join", "brackets"):
        joined = f"{draw(inner)}{draw(_operators)}{draw(inner)}"
        return joined if shape == "join" else f"({joined})"
    if shape == "near":
        query = f"{draw(_leaves)}{draw(_nears)}{draw(st.one_of(_leaves, _either()))}"
        return f"{query}{draw(_nears)}{draw(_leaves)}" if draw(st.booleans()) else query
    if shape == "not":
        return f"-{draw(_leaves)}" if draw(st.booleans()) else f"NOT ({draw(inner)})"
    if shape == "field":
        return f"{draw(st.sampled_from(['title', 'body', 'quote']))}:({draw(inner)})"
    if shape == "count":
        return f"atleast{draw(st.integers(1, 3))} {draw(st.one_of(_leaves, _either()))}"
    return f"({draw(inner)})^{draw(st.sampled_from([2, 0.5]))}"


@st.composite
def _either(draw: st.DrawFn) -> str:
    """Return two leaves of which one will do."""
    return f"({draw(_leaves)} OR {draw(_leaves)})"


queries = _queries()
"""Query texts that say what they mean."""

SIGNS = """
" “ ” „ « » ( ) [ ] { } , : ; . ! ? * ~ ^ + - & | = \\ / ' ’ # @ && ||
AND OR NOT and or not NEAR NEAR/5 w/5 near5 PRE/3 w/s AROUND(2) atleast3 TO
title: body: quote: outlet: people: said: has: case: date: since: nosuch: http:// 12:30
~2 ~5 ^2 ^.5 .. >= < 2022 2022-13-40 7d last-week [2021 2022] U.S. C++ 'tis *in a*
"""

_pieces = st.sampled_from(
    [
        *WORDS[:6],
        *PATTERNS[:3],
        *SIGNS.split(),
        " ",
        "  ",
        "\n",
        "\u00a0",
        "\u0301",
        "\ud800",
        "\x00",
        "😀",
        "中文",
        "हिन्दी",
    ]
)
nasty = st.lists(st.one_of(_pieces, st.just(" ")), max_size=24).map("".join)
"""Query texts made of everything that means something, in any order."""

anything = st.one_of(queries, nasty, st.text(max_size=60))
"""Whatever may arrive in a search box."""

trees: st.SearchStrategy[Node] = queries.map(lambda text: parse(text, now=NOW).tree)
"""Trees that the parser makes of queries that say what they mean."""
