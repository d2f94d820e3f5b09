"""Requests as they come over a connection: what cannot be read is refused, and said to be so.

waitress's own parser lets some of it through as exceptions of Python, which close the connection
without a word and stand in the log with pieces of the request, and calls transfer codings that it
has not learnt a failure of its own (501).
"""

from __future__ import annotations

from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.utilities import RequestHeaderFieldsTooLarge

HEADER_BYTES = 16 * 1024
"""Headers that a request may have, after its first line."""

ADDRESS_BYTES = 48 * 1024
"""Its first line: a query of 4,000 letters takes so many where each is written as twelve."""


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """A parser that answers 400 whatever is wrong with the head of a request, and 431 where that
    is too long.
    """

    first_line = b""
    _is_read = False
    """Whether the head is, and what comes is a body."""

    def received(self, data: bytes) -> int:
        """Take what has come, and return how much of it belongs to this request."""
        taken: int = super().received(data)
        if not self._is_read and not self.error:
            self._is_read = self.headers_finished
            line = len(self.first_line) if self._is_read else self.header_plus.find(b"\n")
            held = self.header_bytes_received if self._is_read else len(self.header_plus)
            if line >= 0 and held - line >= HEADER_BYTES:
                self._refuse(f"The headers are over {HEADER_BYTES // 1024} KB.")
            elif max(line, held if line < 0 else 0) >= ADDRESS_BYTES:
                self._refuse(f"The address is over {ADDRESS_BYTES // 1024} KB.")
        return taken

    def _refuse(self, reason: str) -> None:
        self.error: Any = RequestHeaderFieldsTooLarge(reason)
        self.completed = True

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the headers; raise ParsingError where that cannot be done."""
        try:
            super().parse_header(header_plus)
        except TransferEncodingNotImplemented:
            raise ParsingError("A body may be chunked, or as long as it says.") from None
        except ValueError:  # a host that is none, a length of thousands of digits
            raise ParsingError("The address or a length cannot be read.") from None
