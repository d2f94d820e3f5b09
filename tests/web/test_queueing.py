"""Who asks while all turns are taken waits for theirs; who finds as many in line is sent away."""

import threading
import time

import pytest

from web.queueing import Turns


class Reader(threading.Thread):
    """Somebody who takes a turn and keeps it until told."""

    def __init__(self, turns, order, patience_s=10.0):
        super().__init__()
        self.done = threading.Event()
        self.had = None
        self._turns, self._order, self._patience_s = turns, order, patience_s
        self.start()

    def run(self):
        with self._turns.one(self._patience_s) as self.had:
            self._order.append(self)
            self.done.wait(10)


def settled(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.002)


@pytest.fixture
def crowd():
    """Two with a turn, two in line."""
    turns = Turns(2)
    order: list[Reader] = []
    readers: list[Reader] = []
    for number in range(4):
        readers.append(Reader(turns, order))
        settled(lambda number=number: len(order) + len(turns._line) == number + 1)
    yield turns, order, readers
    for reader in readers:
        reader.done.set()
        reader.join()


def test_those_in_line_get_their_turns_in_order(crowd):
    _, order, (first, second, third, fourth) = crowd
    assert order == [first, second]
    second.done.set()
    settled(lambda: third in order)
    first.done.set()
    settled(lambda: fourth in order)
    assert order == [first, second, third, fourth]
    assert all(reader.had for reader in order)


def test_who_comes_when_as_many_are_in_line_is_sent_away_soon(crowd):
    turns, _, _ = crowd
    started = time.monotonic()
    with turns.one(10.0) as had:
        assert not had
    assert time.monotonic() - started < 5


def test_who_finds_room_in_line_after_a_pause_gets_in(crowd, monkeypatch):
    turns, order, (first, _, third, _) = crowd
    monkeypatch.setattr("web.queueing.PAUSE_S", 0.5)
    late = Reader(turns, order)
    first.done.set()
    settled(lambda: third in order)
    settled(lambda: len(turns._line) == 2)
    late.done.set()
    for reader in crowd[2]:
        reader.done.set()
    late.join()
    assert late.had


def test_who_came_late_does_not_pass_those_in_line(crowd):
    turns, order, (first, _, third, _) = crowd
    first.done.set()
    settled(lambda: third in order)
    with turns.one(0.01) as had:
        assert not had


def test_who_has_waited_long_enough_goes_and_leaves_the_line(crowd):
    turns, order, readers = crowd
    readers[0].done.set()
    settled(lambda: len(order) == 3)
    with turns.one(0.01) as had:  # the line has room again
        assert not had
    assert len(turns._line) == 1
    for reader in readers:
        reader.done.set()
        reader.join()
    with turns.one(0.01) as had, turns.one(0.01) as another:
        assert had
        assert another


def test_who_cannot_be_sent_away_waits_behind_all(crowd):
    turns, order, readers = crowd
    last = Reader(turns, order, None)
    settled(lambda: len(turns._line) == 3)
    for reader, called in zip(readers[:3], (*readers[2:], last), strict=True):
        reader.done.set()
        settled(lambda called=called: called in order)
    assert last.had
    assert order == [*readers, last]
    last.done.set()
    last.join()
