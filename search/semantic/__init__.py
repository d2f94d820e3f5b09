"""What texts mean, as vectors: a sentence encoder on this machine's processor, nothing fetched.

`encoder(folder)` is the one verb. The folder is the owner's: it holds a BERT-like sentence encoder
as ONNX (`model.onnx`) and the words it knows (`vocab.txt`, lower-cased WordPiece), as the
all-MiniLM models come.

wordpiece.py  text -> numbers of words       encoder.py  texts -> vectors
passage.py    an article -> the text that stands for it
wording.py    a query tree -> the text that stands for it
"""

from search.semantic.encoder import Encoder, encoder
from search.semantic.passage import passage
from search.semantic.wording import worded

__all__ = ["Encoder", "encoder", "passage", "worded"]
