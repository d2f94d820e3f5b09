"""How much one client may ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.config import Settings, load
from search.errors import UsageError
from web.rate import Buckets, client
from web.security import allowed


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_minutes_worth_at_once_and_then_evenly():
    clock = Clock()
    buckets = Buckets(3, clock=clock)
    assert [buckets.wait("a") for _ in range(3)] == [0, 0, 0]
    assert buckets.wait("a") == pytest.approx(20)
    assert buckets.wait("b") == 0
    clock.now = 19.0
    assert buckets.wait("a") == pytest.approx(1)
    clock.now = 20.1
    assert buckets.wait("a") == 0
    assert buckets.wait("a") > 19
    clock.now = 3600.0
    assert [bool(buckets.wait("a")) for _ in range(4)] == [False, False, False, True]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 5)), max_size=300))
def test_no_minute_sees_more_than_twice_the_limit(asked):
    clock = Clock()
    buckets = Buckets(5, clock=clock)
    served = []
    for name, later in asked:
        clock.now += later
        if not buckets.wait(name):
            served.append((name, clock.now))
    for name, at in served:
        assert sum(other == name and at <= when < at + 60 for other, when in served) <= 10


def test_only_so_many_clients_are_remembered():
    buckets = Buckets(1, most=10)
    for number in range(1000):
        assert buckets.wait(str(number)) == 0
    assert len(buckets) == 10


@pytest.mark.parametrize(
    ("address", "whom"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", None),
        (None, None),
        ("unix:", None),
    ],
)
def test_who_is_one_client(address, whom):
    assert client(address) == whom


def ask(client, address="198.51.100.1", path="/api/search?q=strike", **headers):
    return client.get(path, environ_base={"REMOTE_ADDR": address}, headers=headers)


def test_past_the_limit_a_client_is_told_when_to_come_back(paper, serving):
    client = serving(Settings(index=paper, rate_limit=2)).test_client()
    assert [ask(client).status_code for _ in range(2)] == [200, 200]
    answer = ask(client)
    assert answer.status_code == 429
    assert answer.content_type == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 30
    problem = answer.get_json()
    assert problem["type"] == "urn:dateline:rate"
    assert "2 times a minute" in problem["detail"]
    page = ask(client, path="/search?q=strike")
    assert page.status_code == 429
    assert "<h1" in page.text
    assert ask(client, "198.51.100.2").status_code == 200
    assert ask(client, path="/healthz").status_code == 200


def test_behind_a_trusted_proxy_the_client_is_whom_the_proxy_names(paper, serving):
    settings = Settings(index=paper, rate_limit=1, trusted_proxies=("127.0.0.1",))
    client = serving(settings).test_client()
    for name in ("198.51.100.1", "198.51.100.2"):
        assert ask(client, "127.0.0.1", **{"X-Forwarded-For": name}).status_code == 200
        assert ask(client, "127.0.0.1", **{"X-Forwarded-For": name}).status_code == 429
    # Nobody else can choose who they are.
    assert ask(client, "203.0.113.1", **{"X-Forwarded-For": "198.51.100.8"}).status_code == 200
    assert ask(client, "203.0.113.1", **{"X-Forwarded-For": "198.51.100.9"}).status_code == 429


def test_on_this_machine_alone_there_is_no_limit_unless_set(paper, serving):
    client = serving(Settings(index=paper)).test_client()
    assert {ask(client, path="/help").status_code for _ in range(700)} == {200}
    assert allowed(Settings()) == 0
    assert allowed(Settings(host="192.0.2.1")) == 600
    assert allowed(Settings(host="192.0.2.1", rate_limit=0)) == 0
    assert allowed(Settings(rate_limit=9)) == 9


def test_the_setting_is_a_whole_number(tmp_path):
    assert load(tmp_path, {"DATELINE_RATE_LIMIT": "90"}).rate_limit == 90
    with pytest.raises(UsageError, match="DATELINE_RATE_LIMIT"):
        load(tmp_path, {"DATELINE_RATE_LIMIT": "-1"})
