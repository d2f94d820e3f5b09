"""The likeliest labels of many stretches of words at once, and the chance of each label.

Scores have shape (words, labels), stretch after stretch; label 0 is no name; `transitions` is what
one label after another adds. All stretches are worked through a step at a time, the longest first,
so that those still running are always the leading rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from search.extract.people.weights import Floats, Ints

SURE = 12.0
"""How far no name must be ahead of all else for a word to be looked at no further."""


def doubtful(at: Ints, scores: Floats, transitions: Floats) -> tuple[Ints, Floats, Ints]:
    """Return the words that may be in names, their scores, and how long each stretch of them is.

    What joins a word to a neighbour that is surely in no name is added to its score.
    """
    ahead = scores[:, 0] - scores[:, 1:].max(axis=1)
    joined = np.diff(at) == 1
    sure = (ahead > SURE) | ~_possible(ahead, joined, transitions)
    enters = np.flatnonzero(joined & sure[:-1] & ~sure[1:]) + 1
    leaves = np.flatnonzero(joined & ~sure[:-1] & sure[1:])
    scores[enters] += transitions[0]
    scores[leaves] += transitions[:, 0]
    left = np.flatnonzero(~sure)
    begins = np.flatnonzero(np.diff(at[left], prepend=-2) > 1)
    return at[left], scores[left], np.diff(begins, append=len(left))


def _possible(
    ahead: Floats, joined: npt.NDArray[np.bool_], transitions: Floats
) -> npt.NDArray[np.bool_]:
    """Return which words are in stretches where there may be a name at all.

    A name of n words gains at most n - 1 times `gain` over no name by how its words are joined,
    and loses by how far no name is `ahead` at each.
    """
    gain = transitions[1:, 1:].max() - transitions[0, 0]
    begins = np.concatenate(([0], np.flatnonzero(~joined) + 1))
    most = np.add.reduceat(np.maximum(gain - ahead, 0), begins)
    return np.repeat(most > gain, np.diff(begins, append=len(ahead)))


def best(scores: Floats, lengths: Ints, transitions: Floats) -> Ints:
    """Return the best label of every word; `lengths` says how long each stretch is."""
    order = np.argsort(-lengths, kind="stable")
    first = (np.cumsum(lengths) - lengths)[order]
    running = np.searchsorted(-lengths[order], -np.arange(1, lengths.max() + 1), side="right")
    best = scores[first]
    bests, backs = [best], [np.zeros((0, 0), dtype=np.int64)]
    for step, n in enumerate(running.tolist()[1:], 1):
        options = best[:n, :, None] + transitions
        backs.append(options.argmax(axis=1))
        best = options.max(axis=1) + scores[first[:n] + step]
        bests.append(best)
    path = np.zeros(len(scores), dtype=np.int64)
    current = np.zeros(0, dtype=np.int64)
    for step in range(len(running) - 1, -1, -1):
        onward, n = len(current), int(running[step])
        before = bests[step][:n].argmax(axis=1)
        if onward:
            before[:onward] = backs[step + 1][np.arange(onward), current]
        current = before
        path[first[:n] + step] = current
    return path


def chances(scores: Floats, lengths: Ints, transitions: Floats) -> Floats:
    """Return the chance of each label of every word, of shape (words, labels)."""
    order = np.argsort(-lengths, kind="stable")
    first = (np.cumsum(lengths) - lengths)[order]
    running = np.searchsorted(-lengths[order], -np.arange(1, lengths.max() + 1), side="right")
    moves = np.exp(transitions)
    # Scores less their greatest, as factors; each step is scaled so that none over- or underflows.
    factors = np.exp(scores - scores.max(axis=1, keepdims=True))
    forward = factors[first]
    forwards = [forward]
    for step, n in enumerate(running.tolist()[1:], 1):
        forward = (forward[:n] @ moves) * factors[first[:n] + step]
        forward /= forward.sum(axis=1, keepdims=True)
        forwards.append(forward)
    chances = np.zeros_like(scores)
    backward = np.ones((0, scores.shape[1]), dtype=np.float32)
    for step in range(len(running) - 1, -1, -1):
        n = int(running[step])
        now = np.ones((n, scores.shape[1]), dtype=np.float32)
        onward = len(backward)
        if onward:
            now[:onward] = (backward * factors[first[:onward] + step + 1]) @ moves.T
            now[:onward] /= now[:onward].max(axis=1, keepdims=True)
        backward = now
        share = forwards[step][:n] * backward
        chances[first[:n] + step] = share / share.sum(axis=1, keepdims=True)
    return chances
