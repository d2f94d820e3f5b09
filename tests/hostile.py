"""Queries that nobody means well by, and a large vocabulary to ask them of."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from search.article import Article, Person, Source

SYLLABLES = (
    *("ba", "der", "fi", "gran", "ho", "ju", "kel", "lo", "mar", "nes", "or", "pi", "qua", "ri"),
    *("sto", "tu", "vel", "wa", "xi", "yo", "zan", "ing", "tion", "er", "al", "en"),
)
COMMON = (
    *("the", "of", "and", "to", "in", "a", "is", "that"),
    *("it", "was", "for", "on", "with", "say", "says"),
)
OUTLETS = tuple(f"{place} {kind}" for place in ("Halin", "Marie") for kind in ("Post", "Star"))
FIELDS = (
    "title",
    "body",
    "outlet",
    "author",
    "person",
    "lang",
    "date",
    "url",
    "id",
    "has",
    "said",
)
SIGNS = " \t\"'“”()[]{}+-!~^*?:/\\,.;&|<>=@#%$_0123456789abz\u0301\u00ad\u200b\u202e\u1e9eßİı"
ODD = "ſﬁǅΣςİıßẞ\u0345\u0300\u20dd🇫🇷👩‍👩‍👧東京都กำ\u202e\u2066\ufeff\x00\x1f\ud800\U0010ffff٣Ⅷ½"
RUNS = ("戰", "戰爭", "a-b-", "a-b/", "l'a", "ไทย", "U.S.")


def vocabulary(size: int, seed: int = 1) -> list[str]:
    """Return that many different words, the commonest first."""
    dice = random.Random(seed)
    words = dict.fromkeys(COMMON)
    while len(words) < size:
        words["".join(dice.choices(SYLLABLES, k=dice.randrange(2, 7)))] = None
    return list(words)[:size]


def articles(words: Sequence[str], count: int, length: int, seed: int = 2) -> Iterator[Article]:
    """Yield articles in which every word stands somewhere, and the first ones everywhere."""
    dice = random.Random(seed)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    each = -(-len(words) // count)
    for number in range(count):
        body = dice.choices(words, cum_weights=weights, k=max(length - each, 1))
        body += words[number * each : (number + 1) * each]
        dice.shuffle(body)
        for at in range(7, len(body), 13):
            body[at] += ".\n\n" if at % 5 == 0 else "."
        name = " ".join(word.title() for word in dice.choices(words[13:2000], k=2))
        day = dt.date(1990, 1, 1) + dt.timedelta(days=dice.randrange(12_000))
        yield Article(
            id=f"id{number}",
            source=Source("/archive", f"{number}.txt", 0, None, f"{number:064}"),
            title=" ".join(dice.choices(words, cum_weights=weights, k=8)),
            body=" ".join(body),
            lang="en",
            author=name,
            outlet=dice.choice(OUTLETS),
            people=(Person(name.lower().replace(" ", "-"), name, (name,), 1),),
            first_day=day if number % 7 else None,
            last_day=day if number % 7 else None,
            date_precision="day" if number % 7 else None,
        )


class Hostile:
    """Makes queries up, the same ones for a seed."""

    def __init__(self, words: Sequence[str], seed: int = 3) -> None:
        self._words = words
        self._dice = random.Random(seed)
        self.kinds: dict[str, Callable[[], str]] = {
            "nested brackets": self._nested,
            "many ORs": lambda: self._joined(" OR ", 400),
            "many ANDs": lambda: self._joined(" ", 200),
            "leading wildcards": self._wildcards,
            "question marks": lambda: "?" * self._up_to(30) + "*" * self._up_to(2),
            "starred": self._starred,
            "prefixes": lambda: " OR ".join(
                f"{self._word()[:1]}*" for _ in range(self._up_to(40))
            ),
            "fuzzy": self._fuzzy,
            "NEAR chains": self._near,
            "within": lambda: f'"{self._joined(" ", 30)}"~{self._up_to(100)}',
            "stop words": self._stop_words,
            "shaped phrases": self._shaped,
            "long": self._long,
            "operators only": self._operators,
            "odd letters": lambda: "".join(self._dice.choices(ODD + " a*?~", k=self._up_to(300))),
            "fields": self._fields,
            "negated": lambda: "NOT " * self._up_to(40) + f"({self._joined(' OR -', 60)})",
            "at least": lambda: f"atleast{self._up_to(100)}({self._joined(' OR ', 60)})",
            "signs": lambda: "".join(self._dice.choices(SIGNS, k=self._up_to(600))),
            "one run": self._run,
        }

    def queries(self, count: int) -> Iterator[tuple[str, str]]:
        """Yield kinds and queries, all kinds in turn."""
        kinds = list(self.kinds)
        for number in range(count):
            kind = kinds[number % len(kinds)]
            yield kind, self.kinds[kind]()

    def _up_to(self, most: int) -> int:
        return self._dice.randint(1, most)

    def _word(self) -> str:
        """Return a common word half of the time."""
        most = min(60 if self._dice.random() < 0.5 else len(self._words), len(self._words))
        return self._words[self._dice.randrange(most)]

    def _joined(self, joint: str, most: int) -> str:
        return joint.join(self._word() for _ in range(self._up_to(most)))

    def _nested(self) -> str:
        depth = self._up_to(40)
        joints = (" OR ", " ", " -", " NEAR/3 ", " AND NOT ")
        inner = "".join(f"({self._word()}{self._dice.choice(joints)}" for _ in range(depth))
        return inner + self._word() + ")" * self._dice.choice((depth, depth, 0, depth + 3))

    def _wildcards(self) -> str:
        def one() -> str:
            word = self._word()
            at = self._dice.randrange(len(word))
            return self._dice.choice((f"*{word[at:]}", f"?{word[1:]}*", f"*{word[at : at + 1]}*"))

        return self._dice.choice((" ", " OR ")).join(one() for _ in range(self._up_to(20)))

    def _starred(self) -> str:
        letters = self._dice.choices("abeio", k=self._up_to(60))
        return "".join(letter + self._dice.choice(("*", "?", "?*")) for letter in letters)

    def _fuzzy(self) -> str:
        def one() -> str:
            word = "".join(self._word() for _ in range(self._up_to(5)))
            return f"{word}~{self._dice.choice(('', '1', '2', '9'))}"

        return self._dice.choice((" ", " OR ")).join(one() for _ in range(self._up_to(40)))

    def _near(self) -> str:
        joints = (" NEAR/100 ", " w/p ", " w/s ", " pre/5 ", " NEAR/1 ")
        found = self._word()
        for _ in range(self._up_to(25)):
            found += self._dice.choice(joints) + self._dice.choice((*COMMON[:6], self._word()))
        return found

    def _stop_words(self) -> str:
        phrase = " ".join(self._dice.choices(COMMON, k=self._up_to(12)))
        return " OR ".join([f'"{phrase}"'] * self._up_to(6)) + self._dice.choice(("", "~40", "~2"))

    def _shaped(self) -> str:
        shapes = ("*", "a*", "?he", "*e*", "t*", "s??*", "the", "of")
        phrase = " ".join(self._dice.choices(shapes, k=self._up_to(8)))
        return f'"{phrase}"'

    def _long(self) -> str:
        made = ""
        kinds = [kind for kind in self.kinds if kind != "long"]
        while len(made) < 10_000:
            made += self._dice.choice((" ", " OR ", " (")) + self.kinds[self._dice.choice(kinds)]()
        return made[:10_000]

    def _run(self) -> str:
        """Return thousands of words that no space parts."""
        field, piece = self._dice.choice(("", "=", '"', "said:")), self._dice.choice(RUNS)
        return (field + piece * 4_000)[: 3_000 + self._up_to(1_000)] + self._dice.choice("*~ ")

    def _operators(self) -> str:
        signs = (
            "AND",
            "OR",
            "NOT",
            "NEAR/5",
            "w/5",
            "(",
            ")",
            '"',
            "-",
            "+",
            "~2",
            "^3",
            "*",
            "TO",
        )
        return " ".join(self._dice.choices(signs, k=self._up_to(200)))

    def _fields(self) -> str:
        def one() -> str:
            word = self._word()
            values = [f"*{word[1:2]}*", "*", "?" * 5 + "*", f"({word} OR {word}*)", f'"{word}"~3']
            values += ["..2020", "2010..1990", "9999-99", f"{word}~2", ">2001", "[a TO z]"]
            return f"{self._dice.choice(FIELDS)}:{self._dice.choice(values)}"

        return self._dice.choice((" ", " OR ", " -")).join(one() for _ in range(self._up_to(30)))
