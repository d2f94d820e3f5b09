"""What a command searches for: the options that narrow a search, read as the API reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, get_args

import click

from search.engine import Sort
from web.params import SearchParams
from web.requested import read

_Command = TypeVar("_Command", bound=Callable[..., object])

NARROWED_BY = {
    "outlet": "From an outlet, `TASS,AP` either, `-TASS` any other. May be repeated.",
    "people": "Naming a person, by any spelling; repeated, all of them.",
    "agency": "By a news agency.",
    "author": "By a writer.",
    "lang": "In a language: `en`, `en,ru`.",
    "has": "Of which is known: quote, date, outlet, people, agency, lang; `-date`, not known.",
}
"""The filters that are options, with what is said of each."""

_SORTS = get_args(Sort)


def asking(command: _Command) -> _Command:
    """Give a command the query and the options that narrow it; `asked` reads them."""
    command = click.option(
        "--sort",
        type=click.Choice(_SORTS),
        help="Default relevance; newest where no word is looked for.",
    )(command)
    command = click.option(
        "--semantic",
        is_flag=True,
        default=None,
        help="Rerank the first 50 by meaning, too; wants a model and `index vectors`.",
    )(command)
    return click.argument("words", metavar="QUERY", nargs=-1)(narrowing(command))


def narrowing(command: _Command) -> _Command:
    """Give a command the options that narrow a search."""
    options = [
        *(
            click.option(f"--{name}", multiple=True, metavar="NAME", help=says)
            for name, says in NARROWED_BY.items()
        ),
        click.option("--from", "date_from", metavar="DATE", help="2017, 2017-06-20, last-week."),
        click.option("--to", "date_to", metavar="DATE", help="The last day, included."),
        click.option(
            "--added-since",
            metavar="TIME",
            help="What came in since a day or time, or a state of the index: 3.12.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def asked(words: Sequence[str], **given: object) -> SearchParams:
    """Return the search that a command line asks for. Raises BadParameter, as the API does.

    `given` are options by the names of the API's parameters, None and () where not given.
    """
    named = {_PARAMETERS.get(name, name): value for name, value in given.items()}
    return read([("q", " ".join(words)), *_pairs(named.items())])


_PARAMETERS = {"date_from": "from", "date_to": "to"}
"""Parameters that are words of Python."""


def _pairs(given: Iterable[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    for name, value in given:
        if value is None:
            continue
        for one in value if isinstance(value, tuple) else (value,):
            yield name, str(int(one) if isinstance(one, bool) else one)
