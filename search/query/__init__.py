"""Query text to a tree: `parse` reads any string, and says how it read it.

tree.py        the closed tree, which prints itself (floor 0: every engine knows it)
lexer.py       text -> lexemes               fields.py      the names of fields
parser.py      lexemes -> tree               precedence.py  one level put together
words.py       a lexeme -> a leaf            modifiers.py   NOT, ^2, atleast3
dates.py       a date -> days                dated.py       a date clause -> a range
simplify.py    one form for equal queries    notices.py     what to tell the reader
hints.py       words like operators, fields  prose.py       text that was pasted
reading.py     a tree in plain words
"""

from search.query.parser import SYNTAX, parse

__all__ = ["SYNTAX", "parse"]
