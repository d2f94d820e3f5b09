"""Compressed bytes unpacked chunk by chunk, and refused when they are a bomb."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

try:
    import brotli
except ImportError:
    brotli = None

from search.errors import BadInput
from search.ingest.limits import Limits
from search.ingest.origin import Origin
from search.ingest.stream import CHUNK, Stream

# xz at its strongest preset needs 65 MiB to unpack; a file that asks for more is not ordinary.
LZMA_MEMORY = 128 << 20


class Decompressor(Protocol):
    """What bz2 and lzma offer; others are brought to the same shape below."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Zlib:
    """A member packed by zlib. Where its bytes turn wrong, what came before is handed out."""

    def __init__(self, wbits: int) -> None:
        self._zlib = zlib.decompressobj(wbits=wbits)
        self._fault: zlib.error | None = None

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail and self._fault is None

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        if self._fault is not None:
            raise self._fault
        data = self._zlib.unconsumed_tail + data
        before = self._zlib.copy()
        try:
            return self._zlib.decompress(data, max_length)
        except zlib.error as fault:
            self._fault = fault
            return _salvaged(before, data)


def _salvaged(decompressor: zlib._Decompress, data: bytes) -> bytes:
    """Return what unpacks before the first wrong byte: zlib drops a whole call's output there."""
    parts = []
    try:
        for start in range(len(data)):
            parts.append(decompressor.decompress(data[start : start + 1]))  # noqa: PERF401
    except zlib.error:
        pass
    return b"".join(parts)


class _Deflate:
    """What web servers call deflate: zlib's form, or the bare one."""

    unused_data = b""  # whatever follows is no second member

    def __init__(self) -> None:
        self._inner: _Zlib | None = None

    @property
    def eof(self) -> bool:
        return self._inner is not None and self._inner.eof

    @property
    def needs_input(self) -> bool:
        return self._inner is None or self._inner.needs_input

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        if self._inner is None:
            is_zlib = data[:1] and data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._inner = _Zlib(15 if is_zlib else -15)
        return self._inner.decompress(data, max_length)


class _Brotli:
    """Brotli, where it is installed."""

    unused_data = b""

    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._brotli.is_finished())

    @property
    def needs_input(self) -> bool:
        return bool(self._brotli.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        try:
            return bytes(self._brotli.process(data, output_buffer_limit=max_length))
        except brotli.error as error:
            raise ValueError(str(error)) from None


METHODS: dict[str, Callable[[], Decompressor]] = {
    "gzip": lambda: _Zlib(31),
    "deflate": _Deflate,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=LZMA_MEMORY),
    "bzip2": bz2.BZ2Decompressor,
}
if hasattr(getattr(brotli, "Decompressor", None), "can_accept_more_data"):  # since 1.2
    METHODS["br"] = _Brotli


def is_known(method: str) -> bool:
    """Return whether what is packed by this method can be unpacked here."""
    return method in METHODS


class Budget:
    """What may be unpacked from one file on disk, all of its layers together."""

    def __init__(self, limits: Limits, size: int) -> None:
        self.limits = limits
        allowed = max(limits.ratio_floor_bytes, limits.ratio * size)
        self._bomb = allowed <= limits.unpacked_bytes
        self._left = min(allowed, limits.unpacked_bytes)

    def spend(self, size: int, origin: Origin) -> None:
        """Count bytes unpacked. Raises BadInput when there are too many."""
        self._left -= size
        if self._left < 0:
            raise (bomb(origin) if self._bomb else too_large(origin))


def bomb(origin: Origin) -> BadInput:
    """Return the fault of an archive that grows too much."""
    return origin.fault(
        f"It unpacks to more than {origin.limits.ratio} times its size, as only a"
        " decompression bomb does.",
        "archive.bomb",
    )


def too_large(origin: Origin) -> BadInput:
    """Return the fault of an archive that holds too much."""
    return origin.fault(
        f"It unpacks to more than {origin.limits.unpacked_bytes} bytes. Unpack it and give the"
        " files.",
        "archive.too-large",
    )


def gauged(
    chunks: Iterator[bytes], taken: Callable[[], int], origin: Origin, budget: Budget
) -> Iterator[bytes]:
    """Yield unpacked chunks. Raises BadInput once they are too much for the bytes `taken`."""
    given = 0
    for chunk in chunks:
        given += len(chunk)
        if given > origin.limits.ratio_floor_bytes and given > origin.limits.ratio * taken():
            raise bomb(origin)
        budget.spend(len(chunk), origin)
        yield chunk


def unpacked(stream: Stream, method: str, origin: Origin, budget: Budget) -> Stream:
    """Return the unpacked bytes of a gzip, xz or bzip2 stream, all of its members in a row."""
    taken = 0

    def packed() -> Iterator[bytes]:
        nonlocal taken
        for chunk in stream.chunks():
            taken += len(chunk)
            yield chunk

    chunks = _unpack(packed(), METHODS[method], origin)
    return Stream(gauged(chunks, lambda: taken, origin, budget))


def _unpack(
    packed: Iterator[bytes], new: Callable[[], Decompressor], origin: Origin
) -> Iterator[bytes]:
    decompressor = new()
    started = False
    data = b""
    while True:
        if decompressor.eof:
            # Padding with zeros between and after members is allowed by all three formats.
            data = decompressor.unused_data.lstrip(b"\0")
            while not data:
                chunk = next(packed, b"")
                if not chunk:
                    return
                data = chunk.lstrip(b"\0")
            decompressor, started = new(), False
        elif decompressor.needs_input and not data:
            data = next(packed, b"")
            if not data:
                raise origin.fault(
                    "The compressed data ends in the middle: the file was cut short. Fetch it"
                    " again; what came before was read.",
                    "archive.truncated",
                )
        try:
            out = decompressor.decompress(data, CHUNK)
        except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError) as error:
            reason = "The compressed data is damaged"
            if not started:
                reason = "After the compressed data come bytes that are none"
            raise origin.fault(
                f"{reason} ({error}). What came before was read.", "archive.damaged"
            ) from None
        started, data = True, b""
        if out:
            yield out
