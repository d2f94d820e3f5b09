"""The lists of words in `data/`: lines of words, `#` before what is said of them."""

from __future__ import annotations

from importlib.resources import files


def lines(name: str) -> list[str]:
    """Return the lines of a list that are not remarks."""
    text = files("search.analysis").joinpath(f"data/{name}").read_text("utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def word_list(name: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(" ".join(lines(name)).split())
