"""Addresses: what is asked for, as the query of an address has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote_plus

from web.groups import Pair, guarded


class Varied(NamedTuple):
    """The addresses of a search that differ in the values of one parameter, or of some that stand
    side by side: a page has hundreds of these.
    """

    path: str
    before: str
    after: str

    def __call__(self, pairs: Iterable[Pair]) -> str:
        """Return the address with these values of the parameters, `pairs` being all of them."""
        return self.saying("&".join([written(name, value) for name, value in pairs]))

    def saying(self, said: str) -> str:
        """Return the address with values of the parameters as an address has them."""
        if said:
            return f"{self.path}?{self.before}{said}{self.after}"
        left = f"{self.before}{self.after[1:]}" if self.after else self.before[:-1]
        return f"{self.path}?{left}" if left else self.path


def varied(path: str, before: Iterable[Pair], after: Iterable[Pair]) -> Varied:
    """Return the addresses that say these arguments before and after what they differ in."""
    return Varied(
        path,
        "".join([f"{written(name, value)}&" for name, value in before]),
        "".join([f"&{written(name, value)}" for name, value in after]),
    )


def address(path: str, pairs: Sequence[Pair]) -> str:
    """Return the address of a path with these arguments."""
    if not pairs:
        return path
    return f"{path}?{'&'.join([written(name, value) for name, value in pairs])}"


def searching(q: str, path: str) -> str:
    """Return the address of the search for a query and nothing else."""
    return address(path, [("q", q)] if q else [])


@lru_cache(maxsize=4096)
def written(name: str, value: str) -> str:
    """Return one argument as an address has it; a page has hundreds that differ in one."""
    return f"{name}={quote_plus(value, safe=':,*~/()', errors='replace')}"


@lru_cache(maxsize=4096)
def filtering(name: str, value: str) -> str:
    """Return the argument for one value of a filter as an address has it."""
    return written(name, guarded(value))
