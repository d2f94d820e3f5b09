"""Texts to vectors by a sentence encoder in ONNX, on one core."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from search.errors import UsageError
from search.semantic.wordpiece import WordPiece

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

F32 = npt.NDArray[np.float32]

MODEL, WORDS, KIND = "model.onnx", "vocab.txt", "tokenizer_config.json"

MOST_PIECES = 256
"""Pieces of a text that are looked at, the marks at its ends included, as MiniLM's makers say."""

AT_ONCE = 16
"""Texts that go through the encoder together."""

INPUTS = {"input_ids", "attention_mask", "token_type_ids"}

CHUNK_BYTES = 1 << 20


class Encoder:
    """A loaded model. Safe to share between threads.

    `name` is the same for the same bytes of the model and its vocabulary.
    """

    def __init__(self, session: InferenceSession, pieces: WordPiece, name: str) -> None:
        self.name = name
        self._session = session
        self._pieces = pieces
        self._inputs = [one.name for one in session.get_inputs()]

    def vectors(self, texts: Sequence[str]) -> F32:
        """Return a vector of length 1 for each text; shape (texts, dimensions)."""
        numbers = [self._pieces.numbers(text, MOST_PIECES) for text in texts]
        order = sorted(range(len(texts)), key=lambda at: len(numbers[at]))  # little padding
        found = [
            self._run([numbers[at] for at in order[start : start + AT_ONCE]])
            for start in range(0, len(order), AT_ONCE)
        ]
        if not found:
            return np.zeros((0, 0), np.float32)
        vectors = np.empty((len(texts), found[0].shape[1]), np.float32)
        vectors[order] = np.concatenate(found)
        return vectors

    def _run(self, numbers: Sequence[Sequence[int]]) -> F32:
        width = max(map(len, numbers))
        ids = np.zeros((len(numbers), width), np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(numbers):
            ids[row, : len(one)] = one
            mask[row, : len(one)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states, *_) = self._session.run(None, {name: given[name] for name in self._inputs})
        weights = mask[:, :, None].astype(np.float32)
        means = (states * weights).sum(axis=1) / weights.sum(axis=1)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        vectors: F32 = (means / np.maximum(lengths, 1e-12)).astype(np.float32)
        return vectors


def encoder(folder: Path) -> Encoder:
    """Return the encoder in a folder. Raises UsageError that says what is missing."""
    try:
        from onnxruntime import InferenceSession, SessionOptions
    except ImportError:
        raise UsageError(
            "To compare meanings, onnxruntime is needed. Run: pip install 'dateline[semantic]'",
            code="semantic.runtime",
        ) from None
    for name in (MODEL, WORDS):
        if not (folder / name).is_file():
            raise UsageError(
                f"The folder {folder} of the setting `semantic` has no {name}.",
                code="semantic.model",
            )
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what is wrong is said below, in our words
    try:
        _refuse_cased(folder / KIND)
        listed = (folder / WORDS).read_text("utf-8").removesuffix("\n").split("\n")
        pieces = WordPiece([line.rstrip("\r") for line in listed])
        session = InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        found = Encoder(session, pieces, _fingerprint(folder))
        _refuse_others(session)
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


def _refuse_others(session: InferenceSession) -> None:
    unknown = {one.name for one in session.get_inputs()} - INPUTS
    if unknown:
        raise ValueError(f"it asks for {', '.join(sorted(unknown))}")
    if len(session.get_outputs()[0].shape) != 3:
        raise ValueError("its first output is not a vector for each piece of a text")


def _fingerprint(folder: Path) -> str:
    """Return 32 hexadecimal digits of the model and its vocabulary."""
    digest = hashlib.blake2b(digest_size=16)
    for name in (MODEL, WORDS):
        with (folder / name).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()
