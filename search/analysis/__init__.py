"""Text to words: the one analysis that articles, queries, the oracle and the highlighter share.

    words(text)          where the words stand, as written
    fold(form)           a word without case and accents
    stem(folded, lang)   what its inflections share; stems(many, lang) of many words
    breaks(text, words)  where sentences and paragraphs begin
    Sentences(text)      where sentences begin in a stretch of it, read around that alone
    common_words(lang)   words that say little of what a text is about

VERSION changes whenever any of these may answer differently: an index made under another one
has to be rebuilt.
"""

from search.analysis.breaks import ABBREVIATIONS, STARTERS, Breaks, breaks
from search.analysis.common import common_words
from search.analysis.folding import fold
from search.analysis.sentences import Sentences
from search.analysis.stemming import LANGUAGES, STEMMER_VERSION, stem, stems
from search.analysis.tokenizer import Word, words

VERSION = f"2+{STEMMER_VERSION}"

__all__ = [
    "ABBREVIATIONS",
    "LANGUAGES",
    "STARTERS",
    "VERSION",
    "Breaks",
    "Sentences",
    "Word",
    "breaks",
    "common_words",
    "fold",
    "stem",
    "stems",
    "words",
]
