"""Requests as they come over a connection: what cannot be read is refused, and said to be so.

waitress's own parser lets some of it through as exceptions of Python, which close the connection
without a word and stand in the log with pieces of the request, and calls transfer codings that it
has not learnt a failure of its own (501).
"""

from __future__ import annotations

from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """A parser that answers 400 whatever is wrong with the head of a request."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the headers; raise ParsingError where that cannot be done."""
        try:
            super().parse_header(header_plus)
        except TransferEncodingNotImplemented:
            raise ParsingError("A body may be chunked, or as long as it says.") from None
        except ValueError:  # a host that is none, a length of thousands of digits
            raise ParsingError("The address or a length cannot be read.") from None
