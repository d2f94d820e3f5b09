"""H3, L1, L2: slow clients and many clients are all answered, and nobody by a failure.

How long it took is measured by bench.crowds, whose clients these are; what is asserted here holds
on a machine that has other work to do as well.
"""

import pytest

from bench import crowds
from bench.served import served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(visited):
    with served(visited) as running:
        yield running


def test_a_healthy_client_is_answered_beside_260_that_never_finish(server):
    answers = crowds.beside_slow(server, server.questions(), 12)
    assert answers.seconds.keys() == {200}
    assert not answers.failed
    assert answers.at(99) < 5_000


def test_eight_clients_get_their_pages_and_the_server_does_not_grow(server):
    questions = server.questions()
    crowds.together(server, questions, 8, 5)  # what a busy server holds
    before = server.memory()
    answers, health = crowds.together(server, questions, 8, 12)
    assert answers.seconds.keys() <= {200, 503}
    assert len(answers.seconds[200]) > 20
    assert not answers.failed
    assert health.seconds.keys() == {200}
    assert server.memory() < 1.1 * before + (8 << 20)


def test_sixty_four_clients_are_answered_or_sent_away_and_health_is_told(server):
    questions = server.questions()
    answers, health = crowds.together(server, questions, 64, 10)
    assert answers.seconds.keys() <= {200, 503}
    assert len(answers.seconds[200]) > 20
    assert not answers.failed
    assert health.seconds.keys() == {200}
    assert health.at(99) < 5_000
    assert crowds.back_to_speed(server, questions, 250) < 20
