"""A sentence encoder that its owner exported to ONNX, as a folder with `model.onnx`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnxruntime import SessionOptions

F32 = npt.NDArray[np.float32]

MODEL = "model.onnx"

AT_ONCE = 16
"""Texts that go through the encoder together."""

INPUTS = {"input_ids", "attention_mask", "token_type_ids"}


class Exported:
    """Numbers of word pieces to the mean of what they mean in their text. Threads may share it."""

    def __init__(self, folder: Path, options: SessionOptions) -> None:
        """Read a model. Raises ValueError where it asks for, or gives, what is not known here."""
        from onnxruntime import InferenceSession

        self._session = InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = [one.name for one in self._session.get_inputs()]
        unknown = set(self._inputs) - INPUTS
        if unknown:
            raise ValueError(f"it asks for {', '.join(sorted(unknown))}")
        if len(self._session.get_outputs()[0].shape) != 3:
            raise ValueError("its first output is not a vector for each piece of a text")

    def means(self, texts: Sequence[Sequence[int]]) -> F32:
        """Return the mean vector of each text; shape (texts, width)."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))  # little padding
        found = [
            self._run([texts[at] for at in order[start : start + AT_ONCE]])
            for start in range(0, len(order), AT_ONCE)
        ]
        means = np.empty((len(texts), found[0].shape[1]), np.float32)
        means[order] = np.concatenate(found)
        return means

    def _run(self, texts: Sequence[Sequence[int]]) -> F32:
        longest = max(map(len, texts))
        ids = np.zeros((len(texts), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(texts):
            ids[row, : len(one)] = one
            mask[row, : len(one)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states, *_) = self._session.run(None, {name: given[name] for name in self._inputs})
        weights = mask[:, :, None].astype(np.float32)
        means: F32 = (states * weights).sum(axis=1) / weights.sum(axis=1)
        return means
