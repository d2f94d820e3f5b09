"""What the owner's wishes make of the stories that were found.

A line holds for the articles it names, whatever stories are found: to follow them again changes
nothing. Of two lines that move an article the later one does. An id of a story is a word for the
article that founded it; where a later line moves that one, the id names another story then, and
what an earlier line says of it has no effect. All of that is told, line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from search.stories.suspects import ordered
from search.stories.texts import I4, Rows
from search.stories.wishes import Alone, Join, Name, Pin, Split, Wish, Wishes

Row = Callable[[str], int | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line comes to, in a sentence; `is_wrong` where its owner should look at it."""

    line: int
    effect: str
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Corrected:
    """Stories as their owner wants them: for each row the one that founded its story, -1 for a
    row of none; what stories are called, by the row that founded them; what each line came to.
    """

    story: I4
    names: Mapping[int, str]
    verdicts: tuple[Verdict, ...]


def applied(story: I4, rows: Rows, wishes: Wishes, founder: Row, article: Row) -> Corrected:
    """Return stories as they are wished. `story` is for each row another of its story, the same
    for all of that, -1 for a row of none. `founder` tells the row of the article that founded a
    story, by the story's id, `article` that of an article, each None where there is none.
    """
    file = _Reading(founder, article)
    for wish in reversed(wishes.wishes):
        file.take(wish)
    settled = _settled(story, rows, file)
    names = _named(settled, wishes, file)
    verdicts = [Verdict(fault.line, fault.text, is_wrong=True) for fault in wishes.faults]
    verdicts += [_verdict(wish, settled, file) for wish in wishes.wishes]
    return Corrected(settled, names, tuple(sorted(verdicts, key=lambda one: one.line)))


def within(event: I4, story: I4, rows: Rows) -> I4:
    """Return the events that there are inside these stories: for each row the one that founded
    its event, the row itself where it is the only one of it.
    """
    size = len(event)
    inside = np.where(event >= 0, event, np.arange(size)).astype(np.int64)
    outer = np.where(story >= 0, story, size + np.arange(size)).astype(np.int64)
    _, label = np.unique(inside * (2 * size) + outer, return_inverse=True)
    return _founders(label.reshape(-1), rows).astype(np.int32)


@dataclass(slots=True)
class _Reading:
    """What lines, read from the last to the first, come to.

    `moved` tells by which line a row leaves its story; `pairs` are rows that are of one story,
    each for itself if it was moved, else with its story.
    """

    founder: Row
    article: Row
    moved: dict[int, int] = field(default_factory=dict)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    rows: dict[int, list[int]] = field(default_factory=dict)  # by line: those it has an effect on
    wrong: dict[int, list[str]] = field(default_factory=dict)

    def take(self, wish: Wish) -> None:
        """Take in a line that stands before all that were."""
        if isinstance(wish, Join):
            found = [self._target(wish.line, story) for story in wish.stories]
            rows = [row for row in found if row is not None]
            self._link(wish.line, rows)
        elif isinstance(wish, Pin):
            target = self._target(wish.line, wish.story)
            rows = self._free(wish.line, (wish.article,)) if target is not None else []
            if target is not None and target in rows:
                self._say(wish.line, f"{wish.story} is the story of that very article.")
            elif target is not None and rows:
                self._link(wish.line, [target, *rows])
                self.moved[rows[0]] = wish.line
        elif isinstance(wish, Split | Alone):
            rows = self._free(wish.line, wish.articles)
            self.moved |= dict.fromkeys(rows, wish.line)
            self.rows[wish.line] = rows
            if isinstance(wish, Split):
                self._link(wish.line, rows)
                if self.founder(wish.story) is None:
                    self._say(wish.line, f"There is no story {wish.story}.")

    def _link(self, line: int, rows: list[int]) -> None:
        self.pairs += [(rows[0], row) for row in rows[1:]]
        self.rows[line] = rows

    def _target(self, line: int, story: str) -> int | None:
        """Return the row that founded a story, None where there is none or it is moved later."""
        row = self.founder(story)
        if row is None:
            self._say(line, f"There is no story {story}.")
        elif row in self.moved:
            where = f"{story} is the story of an article that line {self.moved[row]} moves."
            self._say(line, f"{where} Give the story's new id.")
            return None
        return row

    def _free(self, line: int, articles: tuple[str, ...]) -> list[int]:
        """Return the rows of articles that no later line moves."""
        rows: list[int] = []
        for one in articles:
            row = self.article(one)
            if row is None:
                self._say(line, f"There is no article {one}.")
            elif row in self.moved:
                self._say(line, f"Line {self.moved[row]} moves {one} elsewhere.")
            else:
                rows.append(row)
        return list(dict.fromkeys(rows))

    def _say(self, line: int, reason: str) -> None:
        self.wrong.setdefault(line, []).append(reason)


def _settled(story: I4, rows: Rows, file: _Reading) -> I4:
    """Return for each row the one that founded its story.

    A story found is a node, and so is each row that is of none or was moved.
    """
    size = len(story)
    label = np.where(story >= 0, size + story, np.arange(size)).astype(np.int64)
    moved = np.array(sorted(file.moved), np.int64)
    label[moved] = moved
    parent: dict[int, int] = {}

    def head(node: int) -> int:
        while (above := parent.get(node, node)) != node:
            node = above
        return node

    for one, other in file.pairs:
        ends = sorted((head(int(label[one])), head(int(label[other]))))
        parent[ends[1]] = ends[0]
    heads = np.arange(2 * size)
    for node in parent:
        heads[node] = head(node)
    label = heads[label]
    founders = _founders(label, rows)
    is_alone = np.bincount(label, minlength=1)[label] < 2
    return np.where(is_alone, -1, founders).astype(np.int32)


def _founders(label: np.ndarray[tuple[int], np.dtype[np.int64]], rows: Rows) -> I4:
    """Return for each row the first, in the order of articles, that has its label."""
    first = np.zeros(int(label.max(initial=0)) + 1, np.int32)
    backwards = ordered(rows)[::-1]
    first[label[backwards]] = backwards
    founders: I4 = first[label]
    return founders


def _named(story: I4, wishes: Wishes, file: _Reading) -> dict[int, str]:
    names: dict[int, tuple[int, str]] = {}
    for wish in (one for one in wishes.wishes if isinstance(one, Name)):
        row = file.founder(wish.story)
        if row is None or story[row] < 0:
            file.wrong[wish.line] = [f"There is no story {wish.story}."]
            continue
        before = names.get(int(story[row]))
        if before is not None:
            file.wrong[before[0]] = [f"Line {wish.line} names that story."]
        names[int(story[row])] = wish.line, wish.title
        file.rows[wish.line] = [row]
    return {row: title for row, (_, title) in names.items()}


def _verdict(wish: Wish, story: I4, file: _Reading) -> Verdict:
    """Return what a line comes to."""
    rows, wrong = file.rows.get(wish.line, []), file.wrong.get(wish.line, [])
    effect = _effect(wish, rows, story) if rows and not (isinstance(wish, Name) and wrong) else ""
    said = " ".join(filter(None, [effect, *wrong])) or "This changes nothing."
    return Verdict(wish.line, said, is_wrong=bool(wrong))


def _effect(wish: Wish, rows: list[int], story: I4) -> str:
    size = f"{int(np.count_nonzero(story == story[rows[0]])):,} articles"
    taken = "1 article is" if len(rows) == 1 else f"{len(rows):,} articles are"
    if isinstance(wish, Name):
        return f"A story of {size} is called “{wish.title}”."
    if isinstance(wish, Join):
        return f"{len(rows)} stories are one of {size}." if rows[1:] else ""
    if isinstance(wish, Pin):
        return f"The article is in a story of {size}."
    if isinstance(wish, Split) and rows[1:]:
        return f"{taken} a story of their own, of {size}."
    joined = sum(int(story[row]) >= 0 for row in rows)
    more = f", and by later lines {joined:,} in another story" if joined else ""
    return f"{taken} taken out of the story{more}."
