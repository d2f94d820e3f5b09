"""Packed files: read as they are, in bounded memory, and refused when they are traps."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.article import RawArticle
from search.ingest import Limits
from tests.ingest.conftest import articles, only, skip, told

TEXT = b"Harbour strike ends\n\nIt is over."
LINES = b"".join(b'{"id": "n%d", "body": "Day %d of the strike."}\n' % (n, n) for n in range(1000))


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(members: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
@pytest.mark.parametrize("name", ["a.txt.gz", "a.dat"])
def test_a_compressed_file_is_read_whatever_its_name(reads, pack, name):
    article = only(reads(name, pack(TEXT)))
    assert (article.text, article.source.path) == (TEXT.decode(), name)
    found = articles(reads(name, pack(LINES)))
    assert (len(found), found[-1].id, found[-1].source.line) == (1000, "n999", 1000)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_members_in_a_row_and_padding_are_one_file(reads, pack):
    assert (
        len(articles(reads("a.jsonl.gz", pack(LINES) + bytes(8) + pack(LINES) + bytes(512))))
        == 2000
    )


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_a_file_that_was_cut_short_gives_what_came_before(reads, pack):
    lines = b"".join(
        b'{"body": "%s"}\n' % random.Random(n).randbytes(200).hex().encode() for n in range(4000)
    )
    packed = pack(lines)
    texts = told(reads("a.jsonl.gz", packed[: len(packed) * 9 // 10]))
    assert 1000 < len(texts) < 3700
    assert texts[-1] == "archive.truncated@None"
    assert "@" not in "".join(texts[:-1])


def test_a_damaged_file_gives_what_came_before(reads):
    packed = bytearray(gzip.compress(LINES))
    packed[len(packed) // 2] ^= 0xFF
    texts = told(reads("a.jsonl.gz", bytes(packed)))
    assert texts[200] == "Day 200 of the strike."
    assert "archive.damaged@None" in texts
    whole = gzip.compress(LINES)
    texts = told(reads("b.jsonl.gz", whole[:-8] + bytes(4) + whole[-4:]))
    assert texts[999:] == ["Day 999 of the strike.", "archive.damaged@None"]
    texts = told(reads("c.jsonl.gz", whole + b"and more"))
    assert texts[999:] == ["Day 999 of the strike.", "archive.damaged@None"]


def test_a_truncated_text_is_no_article(reads):
    packed = gzip.compress(random.Random(1).randbytes(5000).hex().encode())
    assert skip(reads("a.txt.gz", packed[:3000])).code == "archive.truncated"
    assert skip(reads("b.txt.gz", packed[:4])).code == "archive.truncated"


@pytest.mark.parametrize("name", ["dump.zip", "dump", "dump.txt"])
def test_a_zip_of_many_files(reads, name):
    content = zipped(
        {
            "b/a.txt": TEXT,
            "b/": b"",
            "c.jsonl": LINES[:100],
            "d.csv.gz": gzip.compress(b"id,body\n1,Over\n"),
        }
    )
    found = [one for one in reads(name, content) if isinstance(one, RawArticle)]
    assert [one.source.path for one in found] == [
        f"{name}!/b/a.txt",
        f"{name}!/c.jsonl",
        f"{name}!/c.jsonl",
        f"{name}!/d.csv.gz",
    ]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, bz2.compress])
def test_a_tar_of_many_files(reads, form, pack):
    members = {
        "b/a.txt": TEXT,
        "empty.txt": b"",
        "long/" + "n" * 90 + ".txt": TEXT * 40,
        "c.jsonl": LINES,
    }
    outcomes = reads("dump.tar.gz", pack(tarred(members, form)))
    paths = list(
        dict.fromkeys(
            one.source.path if isinstance(one, RawArticle) else one.code for one in outcomes
        )
    )
    assert paths == [
        "dump.tar.gz!/b/a.txt",
        "file.empty",
        f"dump.tar.gz!/long/{'n' * 90}.txt",
        "dump.tar.gz!/c.jsonl",
    ]
    assert len(outcomes) == 1003


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_and_foreign_names_in_a_tar(reads, form):
    name = "статья/" + "é" * 200 + ".txt"
    assert only(reads("a.tar", tarred({name: TEXT}, form))).source.path == f"a.tar!/{name}"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\news\\a.txt", "news/a.txt"),
        ("a/./b//../c.txt", "a/b/c.txt"),
        ("..", "unnamed"),
        ("a\n\x1b.txt", "a\\n\\x1b.txt"),
    ],
)
def test_the_name_of_a_member_is_a_label_and_no_path(reads, tmp_path, name, label):
    assert only(reads("a.zip", zipped({name: TEXT}))).source.path == f"a.zip!/{label}"
    assert only(reads("a.tar", tarred({name: TEXT}))).source.path == f"a.tar!/{label}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "a.zip"]


def test_members_of_one_name_are_two_articles(reads):
    found = articles(reads("a.tar", tarred({"a.txt": TEXT, "../a.txt": TEXT, "./a.txt": TEXT})))
    assert [one.source.path for one in found] == [
        "a.tar!/a.txt",
        "a.tar!/a.txt~2",
        "a.tar!/a.txt~3",
    ]
    assert len({one.id for one in found}) == 3


def test_leftovers_links_and_locked_members_are_no_articles(reads):
    assert told(
        reads("a.zip", zipped({"__MACOSX/._a.txt": TEXT, ".DS_Store": b"x", "a.txt": TEXT}))
    ) == [TEXT.decode()]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert skip(reads("b.tar", packed.getvalue())).code == "archive.member"
    locked = bytearray(zipped({"a.txt": TEXT}))
    for start in (locked.find(b"PK\x03\x04") + 6, locked.find(b"PK\x01\x02") + 8):
        locked[start] |= 1
    report = skip(reads("c.zip", bytes(locked)))
    assert (report.path, report.code) == ("c.zip!/a.txt", "archive.member")
    assert "encrypted" in report.reason


def test_an_office_document_is_no_archive_of_articles(reads):
    members = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}
    assert skip(reads("a.xlsx", zipped(members))).code == "file.unsupported"


def test_archives_in_archives_end_somewhere(reads):
    inner = zipped({"a.txt": TEXT})
    assert only(reads("a.zip", zipped({"b.zip": inner}))).source.path == "a.zip!/b.zip!/a.txt"
    nested = only(
        reads("a.tgz", gzip.compress(tarred({"b.tar.xz": lzma.compress(tarred({"a.txt": TEXT}))})))
    )
    assert nested.source.path == "a.tgz!/b.tar.xz!/a.txt"
    for _ in range(5):
        inner = gzip.compress(inner)
    assert skip(reads("b.gz", inner)).code == "archive.depth"


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    chunk = b"It is over. " * 87_382
    return b"".join(packer.compress(chunk) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize(
    "pack",
    [
        lambda: bomb(24),
        lambda: zipped({"a.csv": b"id,body\n" + (b"1," + b"over" * 16000 + b"\n") * 900}),
        lambda: zipped({f"{n}.csv": b"id,words\n" + b"0" * (4 << 20) for n in range(16)}),
        lambda: gzip.compress(tarred({"a.csv": b"id,body\n" + bytes(24 << 20)})),
        lambda: lzma.compress(b"over " * (5 << 20)),
        lambda: zipped({"a.txt.gz": bomb(24)}),
    ],
)
def test_a_bomb_is_refused_in_little_memory(reads, pack):
    packed = pack()
    limits = Limits(ratio_floor_bytes=4 << 20, record_bytes=1 << 20)
    tracemalloc.start()
    try:
        outcomes = reads("a.jsonl.gz", packed, limits=limits)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 << 20
    codes = {text.partition("@")[0] for text in told(outcomes)} - {"over" * 16000}
    assert codes & {"archive.bomb", "record.too-large", "columns.no-body"}


def test_too_many_members_or_bytes_are_refused(reads):
    members = {f"{n}.txt": TEXT for n in range(9)}
    for packed in (zipped(members), tarred(members)):
        assert told(reads("a", packed, limits=Limits(members=8)))[8:] == ["archive.members@None"]
    texts = told(reads("a.zip", zipped(members), limits=Limits(unpacked_bytes=len(TEXT) * 5)))
    assert texts[:6] == [TEXT.decode()] * 5 + ["archive.too-large@None"]


def test_a_zip_that_was_cut_short_is_told(reads):
    packed = zipped({"a.txt": TEXT})
    assert skip(reads("a.zip", packed[:-10])).code == "archive.damaged"
    assert skip(reads("b.zip", zipped({}))).code == "file.empty"


def test_a_tar_that_was_cut_short_gives_what_came_before(reads):
    packed = tarred({"a.txt": TEXT, "b.txt": TEXT * 100}, tarfile.USTAR_FORMAT)
    assert told(reads("a.tar", packed[:2000])) == [TEXT.decode(), "archive.truncated@None"]
    assert told(reads("b.tar", packed[:1200])) == [TEXT.decode(), "archive.damaged@None"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), max_size=4),
    cut=st.integers(0, 10**6),
)
@pytest.mark.parametrize(
    "packed",
    [
        zipped({"a.txt": TEXT, "b.jsonl": LINES[:400]}),
        tarred({"a.txt": TEXT, "é" * 120: TEXT}),
        gzip.compress(LINES[:2000]),
        lzma.compress(tarred({"a.txt": TEXT})),
        bz2.compress(LINES[:2000]),
    ],
)
def test_no_damage_to_an_archive_raises(reads, packed, flips, cut):
    damaged = bytearray(packed)
    for where, change in flips:
        damaged[where % len(damaged)] ^= change
    if cut % 3 == 0:
        del damaged[cut % len(damaged) :]
    assert told(reads("a", bytes(damaged)))
