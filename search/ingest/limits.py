"""How much of a hostile or broken file is looked at before it is given up."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. What passes one is skipped with a reason; what came before it stays.

    `file_bytes` is the size on disk; `record_bytes` one article (a line, a row, a page or a text);
    `document_bytes` a file that is read as a whole, with its pictures, and `document_seconds` of
    work for one;
    `unpacked_bytes` everything unpacked from one file, nested archives included. `ratio` is bytes
    unpacked for each byte packed, and is not looked at before `ratio_floor_bytes` were unpacked.
    `archive_depth` counts unpackings: a `.tar.gz` is two. After `reports` skipped records in one
    file the rest are counted and told in one.
    """

    file_bytes: int = 4096 * MIB
    record_bytes: int = 10 * MIB
    document_bytes: int = 64 * MIB
    document_seconds: float = 120.0
    unpacked_bytes: int = 16384 * MIB
    ratio: int = 200
    ratio_floor_bytes: int = 16 * MIB
    members: int = 100_000
    records: int = 10_000_000
    archive_depth: int = 4
    folder_depth: int = 64
    reports: int = 1000
