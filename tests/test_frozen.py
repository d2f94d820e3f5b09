"""Records that are made readily are the frozen records that they were."""

import copy
import pickle
from dataclasses import FrozenInstanceError, astuple, dataclass, field, replace

import pytest

from search.engine import Hit, Snippet
from search.frozen import readily
from tests import paper

PASSAGE = Snippet("body", "The ferry was late", ((4, 9),), 20, before=True, after=False)


@readily
@dataclass(frozen=True, slots=True)
class Berth:
    """Where a ferry lies."""

    pier: str
    number: int
    depths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Plain:
    """The same, made as usual."""

    pier: str
    number: int
    depths: tuple[float, ...] = ()


def test_a_record_made_readily_has_its_fields_and_is_of_its_class():
    assert astuple(Berth("north", 2)) == astuple(Plain("north", 2)) == ("north", 2, ())
    assert astuple(Berth(depths=(3.5,), number=1, pier="south")) == ("south", 1, (3.5,))
    assert type(Berth("north", 2)) is Berth
    assert repr(Berth("north", 2)) == repr(Plain("north", 2)).replace("Plain", "Berth")
    assert Berth.__init__.__annotations__ == Plain.__init__.__annotations__


@pytest.mark.parametrize("record", [Berth, Plain])
def test_fields_that_are_missing_or_unknown_are_refused(record):
    for given, named in (((), {}), (("north",), {}), (("north", 1, (), 4), {})):
        with pytest.raises(TypeError):
            record(*given, **named)
    with pytest.raises(TypeError):
        record("north", 1, quay=2)


def test_it_stays_as_it_was_made():
    with pytest.raises(FrozenInstanceError):
        setattr(Berth("north", 2), "number", 3)  # noqa: B010  a type checker sees it, too
    with pytest.raises(FrozenInstanceError):
        del PASSAGE.text
    with pytest.raises((AttributeError, TypeError)):  # frozen records of slots say either
        setattr(Berth("north", 2), "colour", "red")  # noqa: B010


def test_records_are_compared_copied_and_kept():
    hit = Hit(1, 2.5, paper.PAPER[0], snippets=(PASSAGE,))
    for one in (Berth("north", 2), PASSAGE):
        assert hash(one) == hash(copy.copy(one))
        assert one in {replace(one)}
    for kept in (Berth("north", 2), PASSAGE, hit):
        assert pickle.loads(pickle.dumps(kept)) == copy.copy(kept) == replace(kept) == kept
    assert replace(hit, rank=2) != hit
    assert Berth("north", 2).__eq__(Plain("north", 2)) is NotImplemented


def test_a_field_that_is_made_for_each_record_is_refused():
    @dataclass(frozen=True, slots=True)
    class Log:
        lines: list[str] = field(default_factory=list)

    with pytest.raises(TypeError, match="lines is not a plain field"):
        readily(Log)
