"""The owner's stories file: stories joined and split, articles moved, and each line's verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import UsageError
from search.stories.corrected import Corrected, applied, within
from search.stories.texts import I4, Rows
from search.stories.wishes import (
    MOST_TOLD,
    Alone,
    Join,
    Name,
    Pin,
    Split,
    Wishes,
    parse,
    read,
)

ARTICLES = ["ferry", "crews", "talks", "barley", "harvest", "flood", "river", "museum"]
FOUND = [0, 0, 0, 3, 3, 5, 5, -1]
"""Three stories, founded by ferry, barley and flood, and an article that is alone."""


def story_id(article: str) -> str:
    return f"s{article}".ljust(9, "a")


IDS = {story_id(article): row for row, article in enumerate(ARTICLES)}
ROWS = Rows(
    np.zeros(8, np.int32),
    np.arange(700_000, 700_008, dtype=np.int32),
    np.arange(700_000, 700_008, dtype=np.int32),
    np.arange(8, dtype=np.uint64),
)


def row_of(article: str) -> int | None:
    return ARTICLES.index(article) if article in ARTICLES else None


def corrected(*lines: str, found: Sequence[int] = FOUND) -> Corrected:
    """Return the stories after these lines, in which a story is called by its founder: <ferry>."""
    said = "\n".join(lines)
    for article in ARTICLES:
        said = said.replace(f"<{article}>", story_id(article))
    return applied(np.array(found, np.int32), ROWS, parse(said.encode()), IDS.get, row_of)


def stories(result: Corrected) -> dict[str, str]:
    """Return the stories with more than one article: what founded each, and its articles."""
    found: dict[str, list[str]] = {}
    for row, founder in enumerate(result.story.tolist()):
        if founder >= 0:
            found.setdefault(ARTICLES[founder], []).append(ARTICLES[row])
    return {founder: " ".join(articles) for founder, articles in found.items()}


def told(result: Corrected) -> list[str]:
    return [f"{one.line}{'!' if one.is_wrong else ':'} {one.effect}" for one in result.verdicts]


def test_without_a_line_stories_are_as_they_were_found():
    assert corrected().story.tolist() == FOUND
    assert not corrected().verdicts


def test_stories_are_joined():
    result = corrected("join <barley> <flood>")
    assert stories(result) == {
        "ferry": "ferry crews talks",
        "barley": "barley harvest flood river",
    }
    assert told(result) == ["1: 2 stories are one of 4 articles."]


def test_articles_split_off_are_a_story_of_their_own():
    result = corrected("split <ferry>: crews talks")
    assert stories(result)["crews"] == "crews talks"
    assert "ferry" not in stories(result)
    assert told(result) == ["1: 2 articles are a story of their own, of 2 articles."]


def test_an_article_is_put_into_a_story_and_another_taken_out():
    result = corrected("pin museum <barley>", "alone talks")
    assert stories(result) == {
        "ferry": "ferry crews",
        "barley": "barley harvest museum",
        "flood": "flood river",
    }
    assert told(result) == [
        "1: The article is in a story of 3 articles.",
        "2: 1 article is taken out of the story.",
    ]


def test_a_story_is_named_and_keeps_its_name_when_it_grows():
    result = corrected("name <barley>: A poor  harvest #3 # ours", "join <ferry> <barley>")
    assert result.names == {0: "A poor harvest #3"}
    assert told(result)[0] == "1: A story of 5 articles is called “A poor harvest #3”."


def test_an_id_names_the_story_that_now_holds_the_article_that_founded_it():
    result = corrected("join <crews> <river>")
    assert stories(result)["ferry"] == "ferry crews talks flood river"


def test_the_later_of_two_lines_holds_and_that_is_told():
    result = corrected("pin museum <barley>", "pin museum <flood>", "alone harvest museum")
    assert stories(result) == {"ferry": "ferry crews talks", "flood": "flood river"}
    assert told(result) == [
        "1! Line 3 moves museum elsewhere.",
        "2! Line 3 moves museum elsewhere.",
        "3: 2 articles are taken out of the story.",
    ]
    result = corrected("name <ferry>: One", "name <crews>: Other")
    assert result.names == {0: "Other"}
    assert told(result)[0] == "1! Line 2 names that story."


def test_an_id_whose_article_a_later_line_moves_has_no_effect_before_it():
    result = corrected("pin museum <ferry>", "split <ferry>: ferry crews")
    assert stories(result)["ferry"] == "ferry crews"
    assert "museum" not in " ".join(stories(result).values())
    assert told(result)[0] == (
        f"1! {story_id('ferry')} is the story of an article that line 2 moves."
        " Give the story's new id."
    )
    result = corrected("split <ferry>: ferry crews", "pin museum <ferry>")
    assert stories(result)["ferry"] == "ferry crews museum"


def test_ids_that_name_nothing_are_told_and_the_rest_of_the_line_holds():
    result = corrected("join <ferry> szzzzzzzz <flood>", "alone nobody talks", "name <museum>: M")
    assert stories(result)["ferry"] == "ferry crews flood river"
    assert told(result) == [
        "1! 2 stories are one of 4 articles. There is no story szzzzzzzz.",
        "2! 1 article is taken out of the story. There is no article nobody.",
        f"3! There is no story {story_id('museum')}.",
    ]


def test_events_stay_inside_the_stories_that_were_made():
    result = corrected("split <ferry>: talks crews")
    events = within(np.array([0, 0, 2, 3, 3, 5, 6, 7], np.int32), result.story, ROWS)
    assert events.tolist() == [0, 1, 2, 3, 3, 5, 6, 7]


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("join sABCDEFGH, sbbbbbbbb", Join(1, ("sabcdefgh", "sbbbbbbbb"))),
        ("  split saaaaaaaa :a1 b.2  # both", Split(1, "saaaaaaaa", ("a1", "b.2"))),
        ("PIN a1 saaaaaaaa", Pin(1, "a1", "saaaaaaaa")),
        ("alone a1 a1 a2 #twice", Alone(1, ("a1", "a2"))),
        ("name saaaaaaaa: Ärger: ein Streik", Name(1, "saaaaaaaa", "Ärger: ein Streik")),
    ],
)
def test_a_line_is_read(line, wish):
    assert parse(line.encode()) == Wishes((wish,))
    assert parse(("\ufeff" + line + "\r\n\r\n# nothing\n").encode()) == Wishes((wish,))
    assert parse(line.encode("utf-16")) == Wishes((wish,))


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("merge saaaaaaaa sbbbbbbbb", 1, "“merge” is none of: join, split, pin, alone, name."),
        ("join saaaaaaaa", 5, "two stories are needed"),
        ("join saaaaaaaa harbour", 16, "“harbour” is no id of a story"),
        ("split saaaaaaaa a1", 17, "one story and a colon are needed"),
        ("split saaaaaaaa:", 17, "ids of articles are missing"),
        ("split saaaaaaaa: a/1", 18, "“a/1” is no id of an article"),
        ("pin a1", 4, "one article and one story are needed"),
        ("pin a1 saaaaaaaa sbbbbbbbb", 18, "one article and one story are needed"),
        ("alone", 6, "the id of an article is missing"),
        ("name saaaaaaaa:", 16, "a name of up to 200 characters"),
        (f"name saaaaaaaa: {'x' * 201}", 16, "a name of up to 200 characters"),
    ],
)
def test_a_line_that_makes_no_sense_is_told_with_its_place(line, column, reason):
    found = parse(f"# one\n{line}\n".encode())
    assert not found.wishes
    assert (found.faults[0].line, found.faults[0].column) == (2, column)
    assert found.faults[0].reason.startswith(reason)
    assert found.faults[0].text.endswith("The line is left out.")


def test_a_file_of_nonsense_is_told_in_part_and_one_that_is_absent_says_nothing(tmp_path: Path):
    found = parse(b"nonsense\n" * 500 + b"alone \xff\n")
    assert len(found.faults) == MOST_TOLD + 1
    assert "401 lines from here on" in found.faults[-1].reason
    assert read(None) == read(tmp_path / "stories.txt") == Wishes()
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path)
    (tmp_path / "stories.txt").write_text("alone a1\n", "utf-8")
    assert read(tmp_path / "stories.txt").wishes == (Alone(1, ("a1",)),)


def test_a_digest_is_another_when_something_else_is_wished():
    texts = [b"", b"alone a", b"alone b", b"name saaaaaaaa: a", b"alone a\nalone b"]
    digests = [parse(text).digest for text in texts]
    assert len(set(digests)) == len(texts)
    assert digests[0] == bytes(8)
    assert parse(b"# first\n\nalone a").digest == digests[1]


articles = st.sampled_from(ARTICLES)
ids = st.sampled_from(sorted(IDS))
lines = st.one_of(
    st.builds(lambda some: f"join {' '.join(some)}", st.lists(ids, min_size=2, max_size=3)),
    st.builds(
        lambda story, some: f"split {story}: {' '.join(some)}",
        ids,
        st.lists(articles, min_size=1, max_size=3),
    ),
    st.builds(lambda article, story: f"pin {article} {story}", articles, ids),
    st.builds(lambda some: f"alone {' '.join(some)}", st.lists(articles, min_size=1, max_size=2)),
    st.builds(lambda story: f"name {story}: {story}", ids),
)


def founded(labels: Sequence[int]) -> list[int]:
    """Return labels as stories: the first row with a label founds it, one alone is of none."""
    return [labels.index(one) if labels.count(one) > 1 else -1 for one in labels]


found_stories = st.lists(st.integers(0, 3), min_size=8, max_size=8).map(founded)


@settings(deadline=None)
@given(found_stories, st.lists(lines, max_size=7))
def test_following_a_file_twice_is_following_it_once(found, wished):
    once = corrected(*wished, found=found)
    twice = corrected(*wished, found=once.story.tolist())
    assert twice.story.tolist() == once.story.tolist()
    assert twice.names == once.names
    assert once.story.tolist() == founded(labels(once.story))


def labels(story: I4) -> list[int]:
    return [founder if founder >= 0 else 8 + row for row, founder in enumerate(story.tolist())]


@settings(deadline=None)
@given(found_stories, st.lists(lines, max_size=5), st.randoms(use_true_random=False))
def test_lines_that_have_nothing_to_do_with_each_other_may_stand_in_any_order(
    found, wished, chance
):
    used: set[str] = set()
    apart: list[str] = []
    for line in wished:
        said = line.partition(": s")[0] if line.startswith("name") else line
        own = {article for article in ARTICLES if article in said}
        if not own & used:
            apart.append(line)
            used |= own
    moved = list(apart)
    chance.shuffle(moved)
    one, other = corrected(*apart, found=found), corrected(*moved, found=found)
    assert one.story.tolist() == other.story.tolist()


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read(data):
    found = parse(data)
    assert applied(np.array(FOUND, np.int32), ROWS, found, IDS.get, row_of).story.tolist() == FOUND


def test_an_archive_without_articles_has_no_stories():
    none = np.zeros(0, np.int32)
    rows = Rows(none, none, none, np.zeros(0, np.uint64))
    nobody: Mapping[str, int] = {}
    found = applied(none, rows, parse(b"alone a1"), nobody.get, nobody.get)
    assert found.story.tolist() == []
    assert found.verdicts[0].effect == "There is no article a1."
