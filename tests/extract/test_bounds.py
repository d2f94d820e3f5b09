"""Texts no newspaper prints: as much work as they are long, and nothing read into them.

Work is counted in calls of functions, ours and those of C, which is the same on every machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import pytest

from search.article import Article
from search.errors import BadInput
from search.extract import body, boilerplate
from search.extract.lines import Line, lines
from search.extract.quotes import MOST, MOST_INDIRECT, quotes
from tests.extract.invented import read

STEADY = 2.7
"""How much more work a text twice as long may be."""

SENTENCE = "The ferry of Ostwick was late again and the crews waited for the council. "
CELL = f"<table><tr><td><p>{SENTENCE}</p></td></tr></table>"
ROW = f"<table><tr><td>1</td><td>{CELL}</td></tr></table>"


def _names(count: int) -> str:
    given, family = ("Jane", "Otto", "Mira", "Karl", "Lena"), ("Berg", "Lund", "Marsh", "Weld")
    return ", ".join(
        f"{given[n % 5]} {chr(65 + n % 26)}. {family[n % 4]}{'aeiou'[n // 4 % 5]}{'klmn'[n % 3]}"
        for n in range(count)
    )


TEXTS: dict[str, Callable[[int], str]] = {
    "one line": lambda n: SENTENCE * n,
    "many lines": lambda n: SENTENCE.replace(" ", "\n") * n,
    "many paragraphs": lambda n: (SENTENCE + "\n\n") * n,
    "numbered lines": lambda n: "\n".join(f"Line {number} of the list" for number in range(n)),
    "capitals": lambda n: SENTENCE.upper() * n,
    "no punctuation": lambda n: SENTENCE.replace(".", "") * n,
    "right to left": lambda n: "قال الوزير إن المحادثات ستستمر في الميناء. " * n,
    "Hebrew": lambda n: "השר אמר כי השיחות יימשכו בשבוע הבא. " * n,
    "mixed scripts": lambda n: "Lund said. Лунд сказал. 部长说。 قال الوزير. Υπουργός είπε. " * n,
    "names": lambda n: f"Those who signed: {_names(4 * n)}.",
    "names that speak": lambda n: f"{_names(n)} ".replace(",", " said that the port opens.") * 2,
    "furniture": lambda n: "Subscribe to our newsletter\nRead more\nCookie policy\nSign in\n" * n,
    "pictures": lambda n: "© AFP / Jane Berg waits for a ferry\n" * n,
    "mojibake": lambda n: "Der Häfen „sagte“ über Größe. ".encode().decode("latin-1") * n,
    "marks": lambda n: "\"'“„«" * n,
    "marks apart": lambda n: " \"a' “b „c «d" * n,
    "marks that open": lambda n: "“" * 5 * n,
    "speech": lambda n: '"Yes," he said. ' * n,
    "speech that goes on": lambda n: "“A\n\n" * n,
    "dashes": lambda n: "— Да, — сказал он. " * n,
    "no blank": lambda n: "Ab.c,D-e'\"f" * 4 * n,
    "one word": lambda n: "a" * 20 * n,
    "Chinese": lambda n: "部长说，“会谈将继续进行。”记者问道：" * n,
    "dates": lambda n: "June 20, 2017. 20/06/2017 Monday, 3 March. " * n,
    "outlets": lambda n: "The New York Times The Guardian Reuters (AP) - " * n,
    "verbs": lambda n: "said that " * 4 * n,
}

PAGES: dict[str, Callable[[int], str]] = {
    "tables within tables": lambda n: "<table><tr><td>" * n + SENTENCE + "</td></tr></table>" * n,
    "tables beside tables": lambda n: ROW * (n // 4),
    "elements within elements": lambda n: "<div>" * n + f"<p>{SENTENCE}</p>",
    "paragraphs": lambda n: f"<p>{SENTENCE}</p>" * n,
}


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count what is called inside."""
    calls = [0]

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        calls[0] += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def understood(body: str, kind: str) -> Article | None:
    try:
        return read(body, "html" if kind == "html" else "text")
    except BadInput:
        return None


def work(body: str, kind: str) -> int:
    with counted() as calls:
        understood(body, kind)
    return calls[0]


@pytest.mark.parametrize(
    ("kind", "made"),
    [("text", made) for made in TEXTS.values()] + [("html", made) for made in PAGES.values()],
    ids=[*TEXTS, *PAGES],
)
def test_twice_the_text_is_twice_the_work(kind, made):
    understood(made(120), kind)  # what is remembered of words is remembered of all of them
    once, twice = work(made(60), kind), work(made(120), kind)
    assert twice < STEADY * once + 500


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_read_into_a_text_that_is_not_there(name):
    one = understood(TEXTS[name](40), "text")
    assert one is not None
    received = one.received or one.body
    assert one.title is None or one.title in " ".join(received.split())
    assert (one.url, one.author, one.section) == (None, None, None)
    assert one.outlet is None
    assert one.first_day is None or name == "dates"
    for quote in one.quotes:
        assert one.body[quote.start : quote.end] == quote.text
        assert quote.mention is None or one.body[slice(*quote.mention)] == quote.as_written
    for person in one.people:
        assert person.spans
        assert all(one.body[start:end].strip() for start, end in person.spans)
    kept = sum(map(len, one.body.split())) + sum(
        len(word) for line in one.set_aside for word in line.text.split()
    )
    assert kept + len("".join((one.title or "").split())) >= len("".join(received.split()))


def test_of_a_text_without_end_some_quotations_are_kept():
    direct = [one for one in quotes('"Yes," he said. ' * (MOST + 100), ()) if one.direct]
    assert len(direct) == MOST
    spoken = "Lund said that the port would open. " * (MOST_INDIRECT + 100)
    assert len(quotes(spoken, ())) == MOST_INDIRECT


def test_of_a_text_without_end_some_lines_are_weighed(monkeypatch):
    counted: list[int] = []
    weighed = body.weighed
    monkeypatch.setattr(boilerplate, "MOST_WEIGHED", 50)

    def counting(rows: Sequence[Line]) -> body.Weighed:
        counted.append(len(rows))
        return weighed(rows)

    monkeypatch.setattr(boilerplate, "weighed", counting)
    rows = lines("\n".join(f"{SENTENCE}{number}" for number in range(200)))
    assert len(boilerplate.sort(rows)) == 200
    assert counted == [50]
