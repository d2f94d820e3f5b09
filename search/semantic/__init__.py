"""What texts mean, as vectors: a sentence encoder on this machine's processor, nothing fetched.

`encoder(folder)` is the one verb. The folder is a package's (`packaged()`) or the owner's. It
holds a BERT-like sentence encoder, exported (`model.onnx`) or as weights (`model.safetensors`
beside `config.json`), and the words it knows (`vocab.txt`, lower-cased WordPiece), as the
all-MiniLM models come.

wordpiece.py  text -> numbers of words       encoder.py      texts -> vectors
exported.py   a model as ONNX                bert.py         a model from weights
onnx.py       how ONNX is written            safetensors.py  how weights are read
package.py    where a package has its model
passage.py    an article -> the text that stands for it
wording.py    a query tree -> the text that stands for it
"""

from search.semantic.encoder import Encoder, encoder
from search.semantic.package import packaged
from search.semantic.passage import passage
from search.semantic.wording import worded

__all__ = ["Encoder", "encoder", "packaged", "passage", "worded"]
