"""A BERT of a few numbers drawn at random, as a folder of weights; BERT in plain arithmetic."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz", "the", "##s", "##ing")
SHAPE = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "vocab_size": len(PIECES),
    "max_position_embeddings": 256,
    "hidden_size": 24,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "layer_norm_eps": 1e-12,
}


def folder(path: Path, **changed: object) -> Path:
    """Make the model in a folder and return it; `changed` are entries of its configuration."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "vocab.txt").write_text("\n".join(PIECES) + "\n", "utf-8")
    (path / "config.json").write_text(json.dumps(SHAPE | changed), "utf-8")
    (path / "model.safetensors").write_bytes(to_bytes(drawn()))
    return path


def drawn() -> dict[str, npt.NDArray[np.float32]]:
    """Return the weights."""
    draw = np.random.default_rng(7)
    width, inner = 24, 48

    def some(*sizes: int) -> npt.NDArray[np.float32]:
        return draw.normal(0, 0.4, sizes).astype(np.float32)

    found = {
        "embeddings.word_embeddings.weight": some(len(PIECES), width),
        "embeddings.position_embeddings.weight": some(256, width),
        "embeddings.token_type_embeddings.weight": some(2, width),
        "embeddings.LayerNorm.weight": 1 + some(width),
        "embeddings.LayerNorm.bias": some(width),
    }
    for number in range(2):
        for name, rows, columns in (
            *((f"attention.self.{one}", width, width) for one in ("query", "key", "value")),
            ("attention.output.dense", width, width),
            ("intermediate.dense", inner, width),
            ("output.dense", width, inner),
        ):
            found[f"encoder.layer.{number}.{name}.weight"] = some(rows, columns)
            found[f"encoder.layer.{number}.{name}.bias"] = some(rows)
        for name in ("attention.output", "output"):
            found[f"encoder.layer.{number}.{name}.LayerNorm.weight"] = 1 + some(width)
            found[f"encoder.layer.{number}.{name}.LayerNorm.bias"] = some(width)
    return found


def to_bytes(arrays: Mapping[str, npt.NDArray[np.float32]]) -> bytes:
    """Return arrays as a file of safetensors."""
    header, at = {}, 0
    for name, array in arrays.items():
        offsets = [at, at + array.nbytes]
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": offsets}
        at = offsets[1]
    said = json.dumps(header).encode()
    return b"".join(
        (len(said).to_bytes(8, "little"), said, *(a.tobytes() for a in arrays.values()))
    )


def from_bytes(data: bytes) -> dict[str, F64]:
    """Return the arrays of a file of safetensors that are numbers of 32 bits."""
    size = int.from_bytes(data[:8], "little")
    found = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if entry.get("dtype") == "F32":
            begin, end = entry["data_offsets"]
            flat = np.frombuffer(data[8 + size + begin : 8 + size + end], "<f4")
            found[name] = flat.reshape(entry["shape"]).astype(np.float64)
    return found


def mean(weights: Mapping[str, Any], numbers: Sequence[int], layers: int, heads: int) -> F64:
    """Return what a text means, by the definition of the network, step by step."""

    def dense(name: str, at: F64) -> F64:
        product: F64 = at @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return product

    def normed(name: str, at: F64) -> F64:
        centred = at - at.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
        level: F64 = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return level

    at = weights["embeddings.word_embeddings.weight"][list(numbers)]
    at = at + weights["embeddings.position_embeddings.weight"][: len(numbers)]
    at = normed("embeddings.LayerNorm", at + weights["embeddings.token_type_embeddings.weight"][0])
    for number in range(layers):
        name = f"encoder.layer.{number}"
        parts = [dense(f"{name}.attention.self.{one}", at) for one in ("query", "key", "value")]
        seen = []
        for query, key, value in zip(
            *(np.split(one, heads, axis=1) for one in parts), strict=True
        ):
            looks = np.exp(query @ key.T / math.sqrt(query.shape[1]))
            seen.append(looks / looks.sum(axis=1, keepdims=True) @ value)
        said = dense(f"{name}.attention.output.dense", np.concatenate(seen, axis=1))
        at = normed(f"{name}.attention.output.LayerNorm", at + said)
        thought = dense(f"{name}.intermediate.dense", at)
        thought = thought * (1 + np.vectorize(math.erf)(thought / math.sqrt(2))) / 2
        at = normed(f"{name}.output.LayerNorm", at + dense(f"{name}.output.dense", thought))
    pooled: F64 = at.mean(axis=0)
    return pooled
