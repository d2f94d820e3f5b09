"""Articles read side by side: which sentences state the same, who is quoted where, what differs.

    compared(articles, analysis, rarity, until)   all of it, as a search.comparison.Comparison

Articles in, values out; it knows no index. `analysis` is search.analysis, given as an argument.

whole.py        the parts in turn
reading.py      articles as words and weighed sentences     overlaps.py   what each two share
passages.py     stated by several     alone.py              by one outlet only
figures.py numerals.py differences.py                       numbers, and where they differ
quotes.py       one quote, worded differently               voices.py     who is quoted where
wire.py         an agency's words     spellings.py terms.py names; what all of it is about
"""

from search.compare.whole import compared

__all__ = ["compared"]
