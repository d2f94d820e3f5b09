"""Articles as rows of arrays: their words, and what else putting them together goes by."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Bool: TypeAlias = npt.NDArray[np.bool_]
F8: TypeAlias = npt.NDArray[np.float64]
I2: TypeAlias = npt.NDArray[np.int16]
I4: TypeAlias = npt.NDArray[np.int32]
I8: TypeAlias = npt.NDArray[np.int64]
U1: TypeAlias = npt.NDArray[np.uint8]
U2: TypeAlias = npt.NDArray[np.uint16]
U4: TypeAlias = npt.NDArray[np.uint32]
U8: TypeAlias = npt.NDArray[np.uint64]


class Texts(NamedTuple):
    """The words of some articles, in order.

    `words[at[i] : at[i + 1]]` are those of the body of row i, `title_words` by `title_at` so too:
    numbers of a dictionary, 0 where nothing stands at a place. Of each word of the dictionary
    `folds` has a digest of how it is written but for case and accents, and `stems` of its stem;
    0 of number 0, and of stems also where the word tells nothing of what an article is about
    (common words, names of months and days). A digest is the same in every segment and index.
    """

    at: I8
    words: U4
    title_at: I8
    title_words: U4
    folds: U4
    stems: U4


class Rows(NamedTuple):
    """What else is known of articles, a row each.

    `outlet` is a number, -1 where none is known; `first` and `last` are the first and the last
    possible day, as proleptic ordinals, 0 where nothing is known; `rank` is a digest of the
    article's id, which no two rows share: it settles ties, so that order of input never does.
    """

    outlet: I4
    first: I4
    last: I4
    rank: U8
