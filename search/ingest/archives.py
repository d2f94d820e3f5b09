"""The members of zip and tar archives, one after another, never written under their names."""

from __future__ import annotations

import io
import lzma
import re
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from search.article import Skipped
from search.errors import BadInput
from search.ingest.folders import printable
from search.ingest.origin import Origin
from search.ingest.stream import CHUNK, Stream
from search.ingest.unpack import Budget, gauged
from search.ingest.walk import passed_over

BLOCK = 512
HEADER_BYTES = 1 << 20  # a tar header that describes the next one: names are far shorter
SPOOL_BYTES = 8 << 20
BYTES_PER_MEMBER = 160  # of a zip's directory, names included
OFFICE = ("[content_types].xml", "mimetype", "meta-inf/manifest.mf", "androidmanifest.xml")
# zipfile unpacks other methods without a bound on memory.
UNPACKED_IN_BOUNDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    AssertionError,
    IndexError,
    KeyError,
    MemoryError,
)

Member = tuple[Origin, Stream]


def members(
    kind: str, stream: Stream, origin: Origin, budget: Budget
) -> Iterator[Member | Skipped]:
    """Yield each member's origin and bytes, to be read before the next is asked for.

    Raises BadInput where the archive cannot be read on.
    """
    labels = _Labels()
    reader = _zip_members if kind == "zip" else _tar_members
    count = 0
    for name, member in reader(stream, origin, budget):
        count += 1
        if count > origin.limits.members:
            raise origin.fault(
                f"It has more than {origin.limits.members} members. Unpack it and give the"
                " folder.",
                "archive.members",
            )
        if not name and not isinstance(member, str):
            yield replace(origin, media="office"), member  # the text of such a document
            continue
        label = labels.of(name)
        if any(passed_over(part) for part in label.split("/")):
            continue
        inner = origin.member(label)
        if isinstance(member, str):
            yield inner.skipped(member, "archive.member")
        else:
            yield inner, member


class _Labels:
    """Member names made fit to show and to tell apart.

    A name is no path on disk. It gets `/` between its parts and loses drive, root, `.` and `..`;
    a name that was there before gets `~2`, `~3`, so that no article takes another's id.
    """

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, name: str) -> str:
        name = re.sub(r"^[A-Za-z]:", "", name.replace("\\", "/"))
        parts = [part for part in name.split("/") if part not in ("", ".", "..")]
        label = (
            printable(
                "/".join(parts)
                .encode("utf-8", "surrogateescape")
                .decode("utf-8", "backslashreplace")
            )
            or "unnamed"
        )
        self._seen[label] = self._seen.get(label, 0) + 1
        times = self._seen[label]
        return label if times == 1 else f"{label}~{times}"


class _Directory(io.RawIOBase):
    """A zip file whose directory is not read at all when it is absurdly large.

    zipfile reads the directory in one piece and keeps an object for each of its entries.
    """

    def __init__(self, file: BinaryIO, origin: Origin) -> None:
        self._file = file
        self._origin = origin

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        most = max(1 << 20, self._origin.limits.members * BYTES_PER_MEMBER)
        at = self._file.tell()
        left = self._file.seek(0, io.SEEK_END) - at
        self._file.seek(at)
        size = left if size is None or size < 0 else min(size, left)
        if size > most:
            raise self._origin.fault(
                f"Its directory is larger than {most} bytes. Unpack it and give the folder.",
                "archive.members",
            )
        return self._file.read(size)


def _zip_members(
    stream: Stream, origin: Origin, budget: Budget
) -> Iterator[tuple[str, Stream | str]]:
    with _seekable(stream, origin) as file:
        try:
            archive = zipfile.ZipFile(_Directory(file, origin))
        except BadInput:
            raise
        except ZIP_FAULTS as error:
            raise origin.fault(
                f"The zip archive is damaged or cut short ({error}). Fetch it again.",
                "archive.damaged",
            ) from None
        infos = archive.infolist()
        if (text := _office(infos)) is not None:
            if text.flag_bits & 1 or text.compress_type not in UNPACKED_IN_BOUNDS:
                raise origin.fault(
                    "The document is encrypted or oddly packed. Save it anew, without a password.",
                    "file.encrypted",
                )
            chunks = _zip_chunks(archive, text, origin)
            yield "", Stream(gauged(chunks, lambda: text.compress_size, origin, budget))
            return
        if any(info.filename.lower() in OFFICE for info in infos[:3]):
            raise origin.fault(
                "It is a table, book or program, not an archive of articles. Save it as text,"
                " HTML or CSV.",
                "file.unsupported",
            )
        crawled = _crawl(infos)
        for info in infos:
            if info.is_dir() or (crawled and info.filename not in crawled):
                continue
            if info.flag_bits & 1:
                yield info.filename, "It is encrypted. Unpack it with its password first."
            elif stat.S_ISLNK(info.external_attr >> 16):
                yield info.filename, "It is a link, not a file."
            elif info.compress_type not in UNPACKED_IN_BOUNDS:
                yield info.filename, "Its compression is not read. Unpack the archive first."
            else:
                chunks = _zip_chunks(archive, info, origin)
                size = info.compress_size
                yield info.filename, Stream(gauged(chunks, lambda size=size: size, origin, budget))  # type: ignore[misc]


def _office(infos: list[zipfile.ZipInfo]) -> zipfile.ZipInfo | None:
    """Return the part of an office document that holds its text, None for another archive."""
    named = {info.filename: info for info in infos}
    if "[Content_Types].xml" in named:
        return named.get("word/document.xml")
    return named.get("content.xml") if "META-INF/manifest.xml" in named else None


def _crawl(infos: list[zipfile.ZipInfo]) -> frozenset[str]:
    """Return the web archives in a zip that is one itself (WACZ); the rest are their indexes."""
    names = {info.filename for info in infos}
    held = {
        name
        for name in names
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))
    }
    return frozenset(held if held and "datapackage.json" in names else ())


def _zip_chunks(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, origin: Origin
) -> Iterator[bytes]:
    try:
        with archive.open(info) as member:
            while chunk := member.read(CHUNK):
                yield chunk
    except BadInput:
        raise
    except ZIP_FAULTS as error:
        raise origin.fault(f"The zip member is damaged ({error}).", "archive.damaged") from None


def _seekable(stream: Stream, origin: Origin) -> BinaryIO:
    """Return a file over the stream's bytes: the one on disk, or a temporary one."""
    if stream.file is not None:
        return open(stream.file.fileno(), "rb", closefd=False)
    spool = tempfile.SpooledTemporaryFile(SPOOL_BYTES)  # noqa: SIM115 - the caller closes it
    try:
        for chunk in stream.chunks():
            spool.write(chunk)
    except OSError as error:
        spool.close()
        raise origin.fault(
            f"There is no room to unpack the inner archive: {error.strerror}.", "archive.room"
        ) from None
    except BadInput:
        spool.close()
        raise
    spool.seek(0)
    return spool  # type: ignore[return-value]


def _tar_members(
    stream: Stream, origin: Origin, budget: Budget
) -> Iterator[tuple[str, Stream | str]]:
    """Yield the members of a tar stream as it goes by.

    Headers are read one by one by TarInfo.frombuf: tarfile itself would keep every member and
    read an extended header of any size into memory.
    """
    long_name: str | None = None
    long_size: int | None = None
    while True:
        block = _exactly(stream, BLOCK)
        if not block.strip(b"\0"):
            return
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except (tarfile.HeaderError, ValueError, OverflowError) as error:
            raise origin.fault(
                f"The tar archive is damaged or cut short ({error}). What came before was read.",
                "archive.damaged",
            ) from None
        size = max(0, info.size)
        if info.type in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            if size > HEADER_BYTES:
                raise origin.fault("The tar archive has an absurdly long name.", "archive.damaged")
            data = _exactly(stream, size + -size % BLOCK)[:size]
            if info.type == tarfile.GNUTYPE_LONGNAME:
                long_name = data.rstrip(b"\0").decode("utf-8", "surrogateescape")
            else:
                long_name, long_size = _extended(data, long_name)
            continue
        name = long_name if long_name is not None else info.name
        size = long_size if long_size is not None else size
        regular = info.type in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
        regular = regular and not name.endswith("/")
        if not regular and info.type in (tarfile.LNKTYPE, tarfile.SYMTYPE):
            size = 0
            yield name, "It is a link, not a file."
        elif info.type == tarfile.GNUTYPE_SPARSE:
            yield name, "It is stored as a sparse file. Unpack the archive first."
        if info.type not in (tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK):
            long_name = long_size = None
        body = _Body(stream, size, origin)
        if regular:
            yield name, Stream(body.chunks())
        if body.cut_short:
            return  # told by whoever read the member
        body.finish()


class _Body:
    """The bytes of one tar member, which must be taken from the stream in full."""

    def __init__(self, stream: Stream, size: int, origin: Origin) -> None:
        self._stream = stream
        self._left = size
        self._padding = -size % BLOCK
        self._origin = origin
        self.cut_short = False

    def chunks(self) -> Iterator[bytes]:
        """Yield what is left of the member. Raises BadInput when the archive ends before it."""
        while self._left:
            chunk = self._stream.read(min(CHUNK, self._left))
            if not chunk:
                self.cut_short = True
                raise self._origin.fault(
                    "The tar archive ends in the middle of a member: it was cut short.",
                    "archive.truncated",
                )
            self._left -= len(chunk)
            yield chunk

    def finish(self) -> None:
        """Pass over what was not read, and the padding."""
        for _ in self.chunks():
            pass
        _exactly(self._stream, self._padding)


def _exactly(stream: Stream, size: int) -> bytes:
    """Return the next `size` bytes, fewer at the end."""
    parts: list[bytes] = []
    while size and (chunk := stream.read(size)):
        parts.append(chunk)
        size -= len(chunk)
    return b"".join(parts)


def _extended(data: bytes, name: str | None) -> tuple[str | None, int | None]:
    """Return the name and size a pax header states, in records of `length key=value`."""
    size: int | None = None
    while match := re.match(rb"(\d{1,7}) ([^=\n]+)=", data):
        length = int(match[1])
        if length <= match.end():
            break
        value = data[match.end() : length - 1]
        if match[2] == b"path":
            name = value.decode("utf-8", "surrogateescape")
        elif match[2] == b"size" and value.isdigit() and len(value) < 20:
            size = int(value)
        data = data[length:]
    return name, size
