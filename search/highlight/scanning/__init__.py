"""Where in a text words stand that may pass a test, and where these end: found in one pass.

    Scan(needles, fold, …)     needles made ready to be looked for in many texts
    .each(texts)               what of some texts is to be looked at
    Cutter(signs, rules)       what makes passages of a text that was scanned
    signs                      what each sign of a text is as good as

Compiled kernels find in one pass over the signs of a text what `sieve` and `rows` find in several
over the text as ASCII. These do it where kernels run as Python; both give the same marks.
"""

from search.highlight.scanning.cutter import Cutter
from search.highlight.scanning.cutting import PASSAGE
from search.highlight.scanning.scan import WIDTH, Scan, Scanned, can_scan
from search.highlight.scanning.sentences import rules
from search.highlight.scanning.signs import U2, classes

__all__ = ["PASSAGE", "U2", "WIDTH", "Cutter", "Scan", "Scanned", "can_scan", "classes", "rules"]
