"""What the words of a line, and of the heading above it, tell of it."""

import pytest

from search.extract.body import vocabulary
from search.extract.body.features import seen
from search.extract.body.vocabulary import Known, Vocabulary, clues, learned, mean, read, write
from search.extract.lines import lines
from tests.extract.invented import LEAD, MORE, text

SITES = [f"site {number}" for number in range(6)]
PLEA = ["we", "depend", "on", "readers", "so", "please", "support", "our", "newsroom", "today"]
NEWS = ["the", "mayor", "said", "on", "monday", "that", "ships", "would", "wait", "today"]


def test_a_line_is_known_by_its_words_and_those_of_the_heading_above():
    known = clues([["top", "stories"], ["ferry", "14", "ferry"]], [True, False])
    assert known == [
        ["top", "stories", "<top", ">stories"],
        ["ferry", "00", "<ferry", ">ferry", "^top", "^stories"],
    ]


def test_a_heading_tells_of_the_lines_near_below_it_until_the_next():
    rows = [["related"], *[["ferry"]] * (vocabulary.BELOW + 1), ["weather"], ["fog"], []]
    bare = [True, *[False] * (vocabulary.BELOW + 1), True, False, False]
    known = clues(rows, bare)
    assert "^related" in known[vocabulary.BELOW]
    assert "^related" not in known[vocabulary.BELOW + 1]
    assert known[-2][-1] == "^weather"
    assert known[-1] == ["^weather"]


def test_words_tell_what_lines_of_other_sites_were():
    rows = [one for site in SITES for one in _page(site)]
    told = learned(rows).odds([["support", "readers"], ["mayor", "ships"], ["today"], ["unheard"]])
    assert told[0] < told[2] < told[1]
    assert told[3] == pytest.approx(learned(rows).base)


def test_a_clue_of_few_sites_tells_nothing():
    rows = [one for site in SITES for one in _page(site)]
    rows += [Known(site, ["salmon"], False, 30) for site in SITES[: vocabulary.SITES - 1]]
    assert "salmon" not in learned(rows).adds


def test_what_several_tell_is_told_on_average_and_kept_in_a_file(tmp_path):
    both = mean([Vocabulary({"a": 1.0, "b": 0.01}, 0.5), Vocabulary({"a": 2.0, "^c": -1.0}, 0.1)])
    assert both == Vocabulary({"^c": -0.5, "a": 1.5}, 0.3)
    write(tmp_path / "words.gz", both, "two")
    assert read(tmp_path / "words.gz") == both


def test_another_vocabulary_changes_what_words_tell_and_nothing_else():
    plain = seen(lines(text(LEAD, MORE)))
    shipped = plain.told(vocabulary.shipped())
    assert shipped.numbers.tolist() == plain.numbers.tolist()
    other = plain.told(Vocabulary({"harbour": -4.0}, 1.0)).numbers
    changed = (other != plain.numbers).any(axis=0)
    assert changed[-7:].any()
    assert not changed[:-7].any()


def test_the_vocabulary_here_knows_a_plea_from_a_report():
    plea, news = vocabulary.shipped().odds([PLEA, NEWS]).tolist()
    assert plea < 0 < news


def _page(site: str) -> list[Known]:
    return [Known(site, PLEA, False, len(PLEA)), Known(site, NEWS, True, len(NEWS))]
