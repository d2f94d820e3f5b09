"""What an engine tells of stories and copies: of a result, by an id, and of an article."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import numpy as np

from search import stored
from search.codec.ranking import Bool
from search.codec.tallies import tally
from search.codec.words import I8
from search.engine import Page, SearchRequest
from search.local.counting import counted
from search.local.grouped import Grouped, Stories
from search.local.groups import NONE
from search.local.names import Aliases
from search.local.snapshot import Opened
from search.roll import Listed
from search.story import Copy, Grouping, Member, Shelf, ShelfOrder, Shelved, Story, Told

SHOWN_PEOPLE = 5
"""People of a story that a list shows."""

OPENING = 80
"""Characters of an article without a headline that stand for one."""


def shelved(
    opened: Opened, request: SearchRequest, shelf: Shelf, aliases: Aliases
) -> tuple[Page, Shelved]:
    """Return what a search comes to, its page without hits, and the stories in it."""
    page, masks = counted(opened, request, aliases)
    return page, listing(opened, shelf, masks, page.total)


def listing(opened: Opened, shelf: Shelf, masks: Sequence[Bool], total: int) -> Shelved:
    """Return the stories of the articles that match, `total` of them, a mask a segment."""
    grouped = opened.searchable.grouped
    if grouped is None or not masks:
        return Shelved(0, (), total)
    numbers = (masks[0] if len(masks) == 1 else np.concatenate(masks)).nonzero()[0]
    its = grouped.stories
    counts = np.zeros(len(its.articles) + 1, np.int64)
    tally.run(grouped.story, numbers, counts)  # those of no story, NONE, are counted last
    in_stories = len(numbers) - int(counts[NONE])
    wanted = counts[:NONE].nonzero()[0]
    wanted = wanted[
        (its.articles[wanted] >= max(shelf.least_articles, 2))
        & (its.outlets[wanted] >= shelf.least_outlets)
    ]
    count = len(wanted)
    heaviest, *_ = _keys(its, counts, shelf.order, wanted)
    wanted = _first(wanted, heaviest, shelf.offset + shelf.limit)
    by = [*_keys(its, counts, shelf.order, wanted), -its.articles[wanted]]
    order = wanted[np.lexsort([grouped.groups.founder[wanted], *reversed(by)])]
    page = order[shelf.offset : shelf.offset + shelf.limit].tolist()
    entries = tuple(
        _story(opened, grouped, number, int(counts[number]), lead, people=shelf.people)
        for number, lead in zip(page, _leads(grouped, page), strict=True)
    )
    return Shelved(count, entries, total - in_stories)


def _keys(its: Stories, counts: I8, order: ShelfOrder, wanted: I8) -> tuple[I8, ...]:
    """Return what stories are put in order by, the heaviest key first."""
    if order == "oldest":
        return its.last[wanted] == 0, its.first[wanted]
    by = {"newest": its.last, "largest": its.articles, "outlets": its.outlets, "matched": counts}
    return (-by[order][wanted],)


def _first(wanted: I8, key: I8, most: int) -> I8:
    """Return those of the stories that may be the first `most` by a key: to put thousands in order
    takes longer than to find them.
    """
    if most >= len(wanted):
        return wanted
    found: I8 = wanted[key <= np.partition(key, most)[most]]
    return found


def told(opened: Opened, story_id: str) -> Told | None:
    """Return the story that an id names, with its articles; None where it names none."""
    grouped = opened.searchable.grouped
    number = NONE if grouped is None else grouped.groups.story(story_id)
    if grouped is None or number == NONE or not len(grouped.members(number)):
        return None
    numbers = _in_order(opened, grouped, grouped.members(number))
    keys = grouped.keys[numbers]
    events = _renumbered(grouped.groups.of("event", keys))
    copies = grouped.numbers(grouped.fold[numbers]).tolist()
    members = tuple(
        Member(_id(opened, at), event, None if copy == NONE else _id(opened, copy))
        for at, event, copy in zip(numbers.tolist(), events, copies, strict=True)
    )
    story = _story(opened, grouped, number, len(numbers))
    return Told(story, members, story_id, opened.view.snapshot)


def grouping(opened: Opened, is_current: bool) -> Grouping:
    """Return what there is of stories and copies."""
    grouped = opened.searchable.grouped
    if grouped is None:
        return Grouping(0, 0, 0, (), is_current=False)
    return Grouping(
        stories=int((grouped.stories.articles > 1).sum()),
        in_stories=int((grouped.story != NONE).sum()),
        copies=int((grouped.fold != NONE).sum()),
        rulings=grouped.groups.rulings,
        is_current=is_current,
    )


def story_of(opened: Opened, number: int) -> Story | None:
    """Return the story of an article, given its number; None where it is of none."""
    grouped = opened.searchable.grouped
    story = NONE if grouped is None else int(grouped.story[number])
    if grouped is None or story == NONE:
        return None
    return _story(opened, grouped, story, len(grouped.members(story)))


def story_ids(opened: Opened, numbers: Sequence[int]) -> list[str | None]:
    """Return the id of the story of each article, None for those of none."""
    grouped = opened.searchable.grouped
    if grouped is None:
        return [None] * len(numbers)
    stories = grouped.story[np.array(numbers, np.int64)].tolist()
    return [None if story == NONE else grouped.groups.ids[story] for story in stories]


def copies_of(opened: Opened, numbers: Sequence[int], most: int) -> list[tuple[Copy, ...]]:
    """Return for each article those that share much of its text, see `copies`."""
    grouped = opened.searchable.grouped
    if grouped is None or not grouped.groups.has_copies:
        return [()] * len(numbers)
    shares = grouped.groups.share(grouped.keys[np.array(numbers, np.int64)])
    return [
        copies(opened, number, most) if has_any else ()
        for number, has_any in zip(numbers, shares.tolist(), strict=True)
    ]


def copies(opened: Opened, number: int, most: int) -> tuple[Copy, ...]:
    """Return the articles that share much of their text with one, the most alike first, `most` of
    them.
    """
    grouped = opened.searchable.grouped
    if grouped is None or not grouped.groups.has_copies:
        return ()
    shared = grouped.groups.shared(int(grouped.keys[number]), most)
    if not shared:
        return ()
    numbers = grouped.numbers(np.array([one.key for one in shared], np.int32)).tolist()
    return tuple(
        Copy(_id(opened, at), _outlet(opened, at), its.relation, its.jaccard, its.containment)
        for at, its in zip(numbers, shared, strict=True)
        if at != NONE
    )


def _leads(grouped: Grouped, stories: Sequence[int]) -> list[int]:
    """Return the number of the article that names each story, NONE where it is gone."""
    found: list[int] = grouped.numbers(grouped.groups.lead[np.array(stories, np.int64)]).tolist()
    return found


def _story(
    opened: Opened,
    grouped: Grouped,
    number: int,
    in_result: int,
    lead: int | None = None,
    *,
    people: bool = True,
) -> Story:
    its, groups = grouped.stories, grouped.groups
    story_id = groups.ids[number]
    members = grouped.members(number)
    if lead is None:
        (lead,) = _leads(grouped, [number])
    if lead == NONE:
        lead = int(_in_order(opened, grouped, members)[0])
    name = groups.names.get(story_id)
    return Story(
        id=story_id,
        label=name or _headline(opened, lead),
        is_named=name is not None,
        lead=_id(opened, lead),
        articles=int(its.articles[number]),
        matched=in_result,
        outlets=int(its.outlets[number]),
        events=int(its.events[number]),
        first_day=_date(int(its.first[number])),
        last_day=_date(int(its.last[number])),
        undated=int(its.undated[number]),
        people=_people(opened, members) if people else (),
    )


def _people(opened: Opened, members: I8) -> tuple[Listed, ...]:
    """Return whom two of some articles name or more, with how many of them do."""
    named: Counter[bytes] = Counter()
    for number in members.tolist():
        part, at = opened.reader.place(number)
        named.update(set(part.file.people[at]))
    found = [(-count, value) for value, count in named.items() if count > 1]
    people = []
    for count, value in sorted(found)[:SHOWN_PEOPLE]:
        identity, _, name = value.decode().partition("\t")
        people.append(Listed(identity, name, -count, None, None))
    return tuple(people)


def _headline(opened: Opened, number: int) -> str:
    title = stored.title(opened.reader.front(number))
    if title:
        return title
    article = opened.reader.article(number)
    opening = " ".join(article.body[: OPENING * 2].split())
    return opening if len(opening) <= OPENING else f"{opening[:OPENING].rsplit(' ', 1)[0]}…"


def _in_order(opened: Opened, grouped: Grouped, numbers: I8) -> I8:
    """Return articles in order of their first day, undated ones last; ties fall to the id."""
    ids = [_id(opened, number) for number in numbers.tolist()]
    days = grouped.day[numbers]
    days = np.where(days > 0, days, np.iinfo(np.int32).max).tolist()
    order = sorted(range(len(ids)), key=lambda at: (days[at], ids[at]))
    return numbers[np.array(order, np.int64)]


def _renumbered(events: np.ndarray) -> list[int]:
    """Return events counted in the order in which they are met."""
    met: dict[int, int] = {}
    return [met.setdefault(event, len(met)) for event in events.tolist()]


def _id(opened: Opened, number: int) -> str:
    part, at = opened.reader.place(number)
    return part.file.names["id"].terms[int(part.file.id_rows[at])].decode()


def _outlet(opened: Opened, number: int) -> str | None:
    part, at = opened.reader.place(number)
    coded = part.file.coded("outlet_name")
    return coded.values[int(coded.codes[at])].decode() or None


def _date(ordinal: int) -> dt.date | None:
    return dt.date.fromordinal(ordinal) if ordinal else None
