"""Settings: each place overrides the one before it, and a mistake is named where it stands."""

from dataclasses import fields
from pathlib import Path

import pytest

from search.config import FILE, Settings, load, seeds
from search.errors import UsageError


def refused(directory: Path, environ: dict[str, str] | None = None, **options: object) -> str:
    with pytest.raises(UsageError) as caught:
        load(directory, environ or {}, **options)
    return str(caught.value)


def test_without_a_word_the_archive_serves_this_machine_only(tmp_path):
    assert load(tmp_path, {}) == Settings()
    assert Settings().host == "127.0.0.1"
    assert Settings().hosts == ()
    assert Settings().cors_origins == ()


def test_file_then_environment_then_options(tmp_path):
    (tmp_path / FILE).write_text("port = 1001\nthreads = 5\nmax_searches = 3\n")
    environ = {"DATELINE_PORT": "1002", "DATELINE_THREADS": "6", "OTHER": "x"}
    found = load(tmp_path, environ, port=1003, host=None)
    assert (found.port, found.threads, found.max_searches) == (1003, 6, 3)
    assert found.host == "127.0.0.1"


def test_paths_in_the_file_are_beside_it(tmp_path):
    (tmp_path / FILE).write_text('index = "there"\nseeds = "/abs/seeds"\n')
    found = load(tmp_path, {})
    assert found.index == tmp_path / "there"
    assert found.seeds == Path("/abs/seeds")
    assert load(tmp_path, {"DATELINE_INDEX": "here"}).index == Path("here")


def test_lists_come_as_lists_or_with_commas(tmp_path):
    (tmp_path / FILE).write_text('hosts = ["news.example", "archive.example"]\n')
    assert load(tmp_path, {}).hosts == ("news.example", "archive.example")
    assert load(tmp_path, {"DATELINE_HOSTS": "a.example, b.example"}).hosts == (
        "a.example",
        "b.example",
    )


def test_every_setting_can_be_set_from_the_environment(tmp_path):
    given = {
        "index": "x",
        "seeds": "y",
        "names": "z",
        "semantic": "m",
        "host": "::1",
        "port": "0",
        "threads": "2",
        "hosts": "a",
        "cors_origins": "https://a.example",
        "trusted_proxies": "10.0.0.0/8",
        "max_searches": "1",
        "search_timeout": "1.5",
        "rate_limit": "90",
    }
    assert given.keys() == {field.name for field in fields(Settings)}
    found = load(tmp_path, {f"DATELINE_{key.upper()}": value for key, value in given.items()})
    assert found.search_timeout == 1.5
    assert found.rate_limit == 90
    assert found.trusted_proxies == ("10.0.0.0/8",)


@pytest.mark.parametrize(
    ("said", "meant"), [("true", True), ("false", False), ('"true"', True), ('"m"', Path("m"))]
)
def test_the_model_is_a_folder_or_the_one_of_the_package(tmp_path, said, meant):
    (tmp_path / FILE).write_text(f"semantic = {said}\n")
    found = load(tmp_path, {}).semantic
    assert found == (tmp_path / meant if isinstance(meant, Path) else meant)
    assert load(tmp_path, {"DATELINE_SEMANTIC": "False"}).semantic is False


def test_an_unknown_key_is_named_with_its_place(tmp_path):
    (tmp_path / FILE).write_text("prot = 8000\n")
    assert f"{tmp_path / FILE}: prot" in refused(tmp_path)
    (tmp_path / FILE).unlink()
    assert "DATELINE_PROT" in refused(tmp_path, {"DATELINE_PROT": "1"})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("port", '"80a"'),
        ("port", "65536"),
        ("port", "true"),
        ("threads", "0"),
        ("max_searches", "-1"),
        ("search_timeout", '"soon"'),
        ("search_timeout", "0"),
        ("search_timeout", "nan"),
        ("host", '""'),
        ("hosts", "[1]"),
        ("cors_origins", '["example.org"]'),
        ("trusted_proxies", '["proxy.example"]'),
        ("index", "3"),
        ("semantic", "1"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(tmp_path, key, value):
    (tmp_path / FILE).write_text(f"{key} = {value}\n")
    assert f"{FILE}: {key}" in refused(tmp_path)


def test_a_file_that_is_no_toml_is_named(tmp_path):
    (tmp_path / FILE).write_text("port: 8000\n")
    assert FILE in refused(tmp_path)
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    assert FILE in refused(tmp_path)


def test_seeds_here_come_before_those_of_the_program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    theirs = seeds(Settings())
    assert theirs is not None
    assert theirs.name == "seeds"
    (tmp_path / "seeds").mkdir()
    assert seeds(Settings()) == tmp_path / "seeds"
    assert seeds(Settings(seeds=tmp_path / "other")) is None
