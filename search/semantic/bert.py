"""A BERT-like sentence encoder from its weights, as its makers publish them.

Weights (`model.safetensors`) become an ONNX model in memory, with the operators that onnxruntime
has for such layers. The large matrices are rounded to whole numbers of 7 bits, each column with a
scale of its own, and what is multiplied by them to 8 bits at every run. That takes a third of the
time; vectors turn by a cosine of 0.997. With 7 bits, sums of products fit the 16 bits that
processors without VNNI have for them. Texts go through one at a time: a text's vector depends on
no other, and nothing is padded.

The table of words, half of all weights, stays in its file; its rows are read as they are met.
Sources: Devlin et al., "BERT", 2019; Wang et al., "MiniLM", 2020; ContribOperators.md of
onnxruntime.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from search.semantic.onnx import FLOAT, MICROSOFT, Graph
from search.semantic.safetensors import Tensors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions

F32 = npt.NDArray[np.float32]

WEIGHTS, SHAPE, POOLING = "model.safetensors", "config.json", "1_Pooling/config.json"

ROUNDING = b"7 bits, 1"
"""Part of a model's name: change it with the numbers that come out."""

_LARGEST = 63.0


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model: of its vocabulary, of texts in pieces, of vectors, and of layers."""

    pieces: int
    places: int
    width: int
    inner: int
    layers: int
    heads: int
    epsilon: float


class Bert:
    """Numbers of word pieces to the mean of what they mean in their text. Threads may share it."""

    def __init__(
        self,
        folder: Path,
        options: SessionOptions,
        pieces: int,
        longest: int,
        *,
        exact: bool = False,
    ) -> None:
        """Read a model for so many word pieces and texts as long; `exact` rounds nothing.

        Raises ValueError that says what does not fit.
        """
        from onnxruntime import InferenceSession

        shape = _shape(folder)
        if shape.pieces < pieces or shape.places < longest:
            has = f"{shape.pieces} pieces and {shape.places} places"
            raise ValueError(f"it has {has}; {pieces} and {longest} are needed")
        _refuse_other_pooling(folder / POOLING)
        tensors = Tensors(folder / WEIGHTS)
        prefix = "embeddings."
        self._words = tensors.array(f"{prefix}word_embeddings.weight", shape.pieces, shape.width)
        places = tensors.array(f"{prefix}position_embeddings.weight", shape.places, shape.width)
        kinds = tensors.array(f"{prefix}token_type_embeddings.weight", 2, shape.width)
        self._places: F32 = (places + kinds[0]).astype(np.float32)
        self._session: InferenceSession = InferenceSession(
            _model(tensors, shape, exact), options, providers=["CPUExecutionProvider"]
        )

    def means(self, texts: Sequence[Sequence[int]]) -> F32:
        """Return the mean vector of each text; shape (texts, width)."""
        return np.stack([self._mean(one) for one in texts])

    def _mean(self, numbers: Sequence[int]) -> F32:
        given = self._words[np.asarray(numbers)] + self._places[: len(numbers)]
        (states,) = self._session.run(None, {"given": given[None].astype(np.float32)})
        mean: F32 = states[0].mean(axis=0)
        return mean


def _shape(folder: Path) -> Shape:
    """Return what the configuration says. Raises ValueError where it is of another kind."""
    given = json.loads((folder / SHAPE).read_text("utf-8"))
    wanted = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
    for key, value in wanted.items():
        if given.get(key, value) != value:
            raise ValueError(f"{SHAPE} says {key} is {given[key]!r}; {value!r} is needed")
    try:
        shape = Shape(
            int(given["vocab_size"]),
            int(given["max_position_embeddings"]),
            int(given["hidden_size"]),
            int(given["intermediate_size"]),
            int(given["num_hidden_layers"]),
            int(given["num_attention_heads"]),
            float(given["layer_norm_eps"]),
        )
    except KeyError as error:
        raise ValueError(f"{SHAPE} does not say {error}") from None
    if shape.heads < 1 or shape.width % shape.heads:
        raise ValueError(f"{SHAPE} has {shape.heads} heads for a width of {shape.width}")
    return shape


def _refuse_other_pooling(path: Path) -> None:
    if not path.is_file():
        return
    given = json.loads(path.read_text("utf-8"))
    chosen = [key for key, value in given.items() if key.startswith("pooling_mode_") and value]
    if chosen != ["pooling_mode_mean_tokens"]:
        raise ValueError(f"{POOLING} says {', '.join(chosen)}; means are needed")


def _model(tensors: Tensors, shape: Shape, exact: bool) -> bytes:
    """Return the layers as an ONNX model: vectors of pieces in, what they mean in the text out."""
    graph = Graph("bert")
    sizes = (1, "pieces", shape.width)
    layers = _Layers(graph, tensors, shape, exact)
    at = graph.takes("given", FLOAT, sizes)
    at = layers.normed("embeddings.LayerNorm", at)
    for number in range(shape.layers):
        at = layers.layer(f"encoder.layer.{number}", at)
    graph.gives(at, FLOAT, sizes)
    return graph.model()


class _Layers:
    """What the layers of a model are made of."""

    def __init__(self, graph: Graph, tensors: Tensors, shape: Shape, exact: bool) -> None:
        self._graph = graph
        self._tensors = tensors
        self._shape = shape
        self._is_exact = exact

    def layer(self, name: str, at: str) -> str:
        """Add a layer: pieces look at one another, then each is thought about by itself."""
        width, inner = self._shape.width, self._shape.inner
        seen = self._attention(f"{name}.attention.self", at)
        seen = self._product(seen, f"{name}.attention.output.dense", width, width)
        at = self._added(f"{name}.attention.output", seen, at)
        thought = self._levelled(at, f"{name}.intermediate.dense", inner, width)
        bias = self._constant(f"{name}.intermediate.dense.bias", inner)
        thought = self._graph.node("BiasGelu", (thought, bias), domain=MICROSOFT)
        thought = self._levelled(thought, f"{name}.output.dense", width, inner)
        return self._added(f"{name}.output", thought, at)

    def normed(self, name: str, at: str) -> str:
        """Add a normalisation."""
        width = self._shape.width
        gain, offset = (self._constant(f"{name}.{part}", width) for part in ("weight", "bias"))
        return self._graph.node(
            "LayerNormalization", (at, gain, offset), epsilon=self._shape.epsilon
        )

    def _added(self, name: str, made: str, to: str) -> str:
        """Add what was made, with its bias, to what it was made of, and normalise that."""
        bias = self._constant(f"{name}.dense.bias", self._shape.width)
        both = self._graph.node("Add", (self._graph.node("Add", (made, bias)), to))
        return self.normed(f"{name}.LayerNorm", both)  # as one operator it takes far longer

    def _attention(self, name: str, at: str) -> str:
        width, heads = self._shape.width, self._shape.heads
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        weights = np.concatenate([self._weights(part, width, width) for part in parts], axis=1)
        biases = [self._tensors.array(f"{part}.bias", width) for part in parts]
        bias = self._graph.array(np.concatenate(biases).astype(np.float32))
        if self._is_exact:
            plain = (at, self._graph.array(weights), bias)
            return self._graph.node("Attention", plain, domain=MICROSOFT, num_heads=heads)
        rounded, scales = _rounded(weights)
        small = self._graph.node("DynamicQuantizeLinear", (at,), outputs=3)
        inputs = (
            *(small, self._graph.array(rounded), bias),
            *(f"{small}.1", self._graph.array(scales), "", f"{small}.2"),
            self._graph.array(np.zeros(len(scales), np.int8)),
        )
        return self._graph.node("QAttention", inputs, domain=MICROSOFT, num_heads=heads)

    def _levelled(self, at: str, name: str, rows: int, columns: int) -> str:
        """Add a product in which each piece is rounded by its own largest number: here a few
        pieces have numbers many times those of others.
        """
        if self._is_exact:
            return self._product(at, name, rows, columns)
        largest = self._graph.node("ReduceMax", (self._graph.node("Abs", (at,)),), axes=(-1,))
        largest = self._graph.node(
            "Max", (largest, self._graph.array(np.array([1e-12], np.float32)))
        )
        level = self._graph.node("Div", (at, largest))
        return self._graph.node("Mul", (self._product(level, name, rows, columns), largest))

    def _product(self, at: str, name: str, rows: int, columns: int) -> str:
        weights = self._weights(name, rows, columns)
        if self._is_exact:
            return self._graph.node("MatMul", (at, self._graph.array(weights)))
        rounded, scales = _rounded(weights)
        inputs = (at, self._graph.array(rounded), self._graph.array(scales))
        return self._graph.node("DynamicQuantizeMatMul", inputs, domain=MICROSOFT)

    def _weights(self, name: str, rows: int, columns: int) -> F32:
        """Return a matrix as it is multiplied by: what goes in by what comes out."""
        found: F32 = self._tensors.array(f"{name}.weight", rows, columns).T.astype(np.float32)
        return found

    def _constant(self, name: str, size: int) -> str:
        return self._graph.array(self._tensors.array(name, size).astype(np.float32))


def _rounded(weights: F32) -> tuple[npt.NDArray[np.int8], F32]:
    """Return a matrix as whole numbers, and the scale of each column."""
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-12) / _LARGEST
    whole: npt.NDArray[Any] = np.rint(weights / scales)
    return whole.astype(np.int8), scales.astype(np.float32)
