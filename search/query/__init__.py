"""Query text to a tree: `parse` reads any string, and says how it read it.

tree.py      the closed tree, printing itself (floor 0: every engine knows it)
lexer.py     text -> lexemes              words.py     a lexeme -> a leaf
fields.py    the names of fields          dates.py     a date -> days
parser.py    lexemes -> tree              simplify.py  one form for equal queries
notices.py   what to tell the reader      reading.py   a tree in plain words
"""

from search.query.parser import SYNTAX, parse

__all__ = ["SYNTAX", "parse"]
