"""Texts to vectors by a sentence encoder, on one core."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from search.errors import UsageError
from search.semantic.bert import ROUNDING, SHAPE, WEIGHTS, Bert
from search.semantic.exported import MODEL, Exported
from search.semantic.wordpiece import WordPiece

F32 = npt.NDArray[np.float32]

WORDS, KIND = "vocab.txt", "tokenizer_config.json"

MOST_PIECES = 256
"""Pieces of a text that are looked at, the marks at its ends included, as MiniLM's makers say."""

CHUNK_BYTES = 1 << 20


class Network(Protocol):
    """What gives the pieces of texts their meaning."""

    def means(self, texts: Sequence[Sequence[int]]) -> F32:
        """Return the mean vector of each text of numbers; shape (texts, width)."""
        ...


class Encoder:
    """A loaded model. Safe to share between threads.

    `name` is the same for the same bytes of the model and its vocabulary.
    """

    def __init__(self, network: Network, pieces: WordPiece, name: str) -> None:
        self.name = name
        self._network = network
        self._pieces = pieces

    def vectors(self, texts: Sequence[str]) -> F32:
        """Return a vector of length 1 for each text; shape (texts, dimensions)."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        means = self._network.means([self._pieces.numbers(text, MOST_PIECES) for text in texts])
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        vectors: F32 = (means / np.maximum(lengths, 1e-12)).astype(np.float32)
        return vectors


def encoder(folder: Path) -> Encoder:
    """Return the encoder in a folder. Raises UsageError that says what is missing."""
    try:
        from onnxruntime import GraphOptimizationLevel, SessionOptions
    except ImportError:
        raise UsageError(
            "To compare meanings, onnxruntime is needed. Run: pip install 'dateline[semantic]'",
            code="semantic.runtime",
        ) from None
    is_weights = not (folder / MODEL).is_file() and (folder / WEIGHTS).is_file()
    needed = (WEIGHTS, SHAPE, WORDS) if is_weights else (MODEL, WORDS)
    for name in needed:
        if not (folder / name).is_file():
            other = f" (nor {WEIGHTS})" if name == MODEL else ""
            raise UsageError(
                f"The folder {folder} of the setting `semantic` has no {name}{other}.",
                code="semantic.model",
            )
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what is wrong is said below, in our words
    try:
        _refuse_cased(folder / KIND)
        listed = (folder / WORDS).read_text("utf-8").removesuffix("\n").split("\n")
        pieces = WordPiece([line.rstrip("\r") for line in listed])
        network: Network
        if is_weights:
            options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_BASIC
            network = Bert(folder, options, len(listed), MOST_PIECES)
            name = _fingerprint([folder / one for one in needed], ROUNDING)
        else:
            network = Exported(folder, options)
            name = _fingerprint([folder / one for one in needed])
        found = Encoder(network, pieces, name)
        found.vectors(["a trial"])
    except Exception as error:  # onnxruntime's errors have no common root
        raise UsageError(
            f"The model in {folder} cannot be used: {str(error).strip() or type(error).__name__}",
            code="semantic.model",
        ) from error
    return found


def _refuse_cased(path: Path) -> None:
    if path.is_file() and json.loads(path.read_text("utf-8")).get("do_lower_case") is False:
        raise ValueError("it tells capitals from small letters; an uncased one is needed")


def _fingerprint(files: Sequence[Path], beside: bytes = b"") -> str:
    """Return 32 hexadecimal digits of the files of a model."""
    digest = hashlib.blake2b(beside, digest_size=16)
    for path in files:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()
