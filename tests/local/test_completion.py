"""What is being typed may become, over a real index of invented articles."""

import pytest

from search.article import Person
from search.engine import Completion, Facts
from search.local import LocalEngine
from tests.paper import article

MARSH = Person("jon-marsh", "Jon Marsh", ("Jon Marsh", "Marsh"), 2)
MARTIN = Person("ana-martin", "Ana Martin", ("Ana Martin", "Annie Martin"), 1)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory):
    articles = [
        article("a1", "Market day", "Marshes flood. The market is wet.", people=(MARSH,)),
        article("a2", "Harbour", "The marsh is dry.", outlet="Market Herald", people=(MARSH,)),
        article("a3", None, "Marsh birds, marsh birds.", outlet="Coast Post", people=(MARTIN,)),
    ]
    made = LocalEngine(tmp_path_factory.mktemp("town") / "index")
    made.rebuild(articles, Facts)
    yield made
    made.close()


def shown(engine: LocalEngine, text: str, most: int = 10) -> list[tuple[str, str, int]]:
    return [(one.kind, one.text, one.articles) for one in engine.completions(text, most)]


def test_words_people_and_outlets_that_begin_so_commonest_first(engine):
    found = shown(engine, "mar")
    assert found[0] == ("word", "marsh", 3)
    assert {("person", "Jon Marsh", 2), ("outlet", "Market Herald", 1)} <= set(found)
    assert [articles for _, _, articles in found] == sorted((n for *_, n in found), reverse=True)


def test_a_person_is_found_by_any_word_of_any_spelling(engine):
    martin = Completion("person", "Ana Martin", "ana-martin", 1)
    for typed in ("ana", "martin", "ANNIE", "annie mart", "Ana Martin"):
        assert martin in engine.completions(typed, 10), typed
    assert martin not in engine.completions("nnie", 10)


def test_the_last_of_several_words_is_completed(engine):
    assert ("word", "harbour marsh", 3) in shown(engine, "harbour mars")


def test_of_the_inflections_of_a_word_the_commonest_that_begins_so(engine):
    assert ("word", "marsh", 3) in shown(engine, "mars")
    assert ("word", "marshes", 3) in shown(engine, "marshe")


@pytest.mark.parametrize(
    "text", ["", " ", "zzz", "\t", "mar\x00", '"', "*", "a" * 5_000, "\ud800"]
)
def test_whatever_is_typed_is_answered(engine, text):
    assert all(one.articles for one in engine.completions(text, 5))


def test_no_more_than_asked_for(engine):
    assert len(shown(engine, "m", 2)) == 2
