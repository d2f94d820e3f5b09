"""Hostile sources and whole programs: nothing is run, nothing written outside, nothing fetched."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.archive import Archive

ROOT = Path(__file__).parent.parent
MOST_MB = 300
GOOD = "Ferry delayed\n\nThe ferry to Osk was an hour late, the harbour master Ana Lee said.\n"
FAR = "http://news.example.invalid"  # a name that nobody may even ask for
PAGE = f"""<!DOCTYPE html SYSTEM "{FAR}/page.dtd">
<html><head><base href="{FAR}/"><link rel="stylesheet" href="{FAR}/a.css">
<script src="{FAR}/a.js"></script><link rel="canonical" href="{FAR}/bridge">
<meta http-equiv="refresh" content="0; url={FAR}/next"></head>
<body><iframe src="{FAR}/frame"></iframe><article><h1>Bridge opens</h1>
<p>The new bridge over the Hal opened to traffic at noon, the mayor of Halin, Ana Lee, said.</p>
<p>It is the third bridge over the river, and the longest of them.<img src="{FAR}/b.png"></p>
</article></body></html>"""
FEED = f"""<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY far SYSTEM "{FAR}/entity"> <!ENTITY here SYSTEM "file:///etc/passwd">
<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<rss version="2.0"><channel><title>The Gazette</title>
<item><title>Mayor resigns</title><link>{FAR}/mayor</link>
<description>The mayor of Halin resigned. &far; &here; &c;</description></item>
</channel></rss>"""


class _Trap:
    """What makes a marker file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self._marker}",)


def deflated(megabytes: int, what: bytes = b"0") -> bytes:
    """Return a gzip file that unpacks to so much."""
    packer = zlib.compressobj(9, wbits=31)
    chunk = what * ((1 << 20) // len(what))
    return b"".join(packer.compress(chunk) for _ in range(megabytes)) + packer.flush()


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(members: dict[str, bytes], links: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in links.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return packed.getvalue()


def warc(body: bytes, *fields: str) -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *fields]).encode()
    block = head + b"\r\n\r\n" + body
    about = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {FAR}/bridge\r\n"
        "WARC-Date: 2017-06-21T08:00:00Z\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return about.encode() + block + b"\r\n\r\n"


def put(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


# Between this process and the program stands a small one: a process begins with what the one it
# is forked from has taken at most, and a test run takes much.
_WEIGHED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def most_mb(folder: Path, *arguments: str) -> float:
    """Return the memory that the `index` program took at most, once it has done well."""
    done = subprocess.run(
        [sys.executable, "-c", _WEIGHED, sys.executable, "-m", "search.cli", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return int(done.stdout) / (1e6 if sys.platform == "darwin" else 1e3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.txt.gz", lambda: deflated(120)),
        ("a.jsonl.gz", lambda: deflated(120, b'{"body": "It is over and over')),
        ("a.warc.gz", lambda: deflated(120, warc(b"<p>It is over.</p>") + bytes(65536))),
        ("a.warc", lambda: warc(deflated(120, b"<p>It is over.</p>"), "Content-Encoding: gzip")),
        ("a.zip", lambda: zipped({"a.csv.gz": deflated(120, b"1,over,"), "b.txt": bytes(9**8)})),
        ("a.xz", lambda: lzma.compress(b"<p>over</p>" * (4 << 20), preset=0)),
        ("a.tar.gz", lambda: gzip.compress(tarred({"a.html": b"<div>" * (9 << 20)}, {}), 1)),
        ("a.docx", lambda: zipped({"[Content_Types].xml": b"", "word/document.xml": bytes(9**8)})),
    ],
)  # fmt: skip
def test_a_bomb_ends_in_a_report_and_little_memory(tmp_path, name, pack):
    put(tmp_path / "news", {name: pack(), "good.txt": GOOD.encode()})
    assert most_mb(tmp_path, "rebuild", "news", "--jobs", "1", "--quiet") <= MOST_MB
    archive = Archive.open(tmp_path / ".dateline")
    assert archive.search("ferry").total == 1
    assert {one.path.partition("!/")[0] for one in archive.status().problems} == {name}


def test_nothing_that_is_read_is_run_or_written(tmp_path):
    marker = tmp_path / "marker"
    up = {f"{'../' * deep}marker": GOOD.encode() for deep in range(1, 9)}
    members = {**up, str(marker): GOOD.encode(), "..\\..\\marker": GOOD.encode()}
    traps = {
        "trap.pkl": pickle.dumps(_Trap(marker)),
        "trap.pkl.gz": gzip.compress(pickle.dumps(_Trap(marker), protocol=0)),
        "trap.yaml": f'title: !!python/object/apply:os.system ["touch {marker}"]\n'.encode() * 3,
        "trap.json": json.dumps({"body": f"$(touch {marker}) `touch {marker}` is how"}).encode(),
        "trap.csv": f'title,body\n"=cmd|\'touch {marker}\'!A1","The bridge opened."\n'.encode(),
        "trap.zip": zipped(members),
        "trap.tar": tarred(members, {"link": str(tmp_path), "link/marker": "/etc/passwd"}),
        "trap.html": f"<script>require('fs').writeFileSync('{marker}')</script><p>Hi.".encode(),
    }
    news = put(tmp_path / "news", {**traps, "good.txt": GOOD.encode()})
    before = {path: path.stat().st_mtime_ns for path in news.rglob("*")}
    (tmp_path / "desk").mkdir()
    assert most_mb(tmp_path / "desk", "rebuild", "../news", "--quiet") <= MOST_MB
    assert most_mb(tmp_path / "desk", "watch", "--once", "--quiet") <= MOST_MB
    assert not marker.exists()
    assert {path: path.stat().st_mtime_ns for path in news.rglob("*")} == before
    assert {path.name for path in tmp_path.iterdir()} == {"desk", "news"}
    assert {path.name for path in (tmp_path / "desk").iterdir()} == {".dateline"}
    archive = Archive.open(tmp_path / "desk" / ".dateline")
    paths = {hit.article.source.path for hit in archive.search("ferry", per_page=100).hits}
    assert "good.txt" in paths
    assert all(".." not in path.split("/") for path in paths)


# No network


CALL = re.compile(r"(connect|bind|sendto|sendmsg)\(\d+.*?(\{sa_family=[^}]*\})")
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


def strace(trace: Path, *command: str) -> list[str]:
    calls = "trace=connect,bind,sendto,sendmsg"
    return ["strace", "-f", "-qq", "-e", calls, "-o", str(trace), sys.executable, *command]


def addresses(trace: Path) -> Iterator[tuple[str, str]]:
    """Yield what was called with which address, but for sockets within this machine's files."""
    for line in trace.read_text().splitlines():
        found = CALL.search(line)
        # A name is asked for at a socket of this machine where it keeps names (nscd).
        if found and (not re.search("AF_(UNIX|NETLINK)", found[2]) or "nscd" in found[2]):
            yield found[1], found[2]


def traced(folder: Path, *command: str) -> list[tuple[str, str]]:
    """Return which addresses a program speaks to or listens at."""
    trace = folder / "trace"
    done = subprocess.run(
        strace(trace, *command),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if "PTRACE_TRACEME" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip("tracing is not allowed here")
    assert done.returncode == 0, done.stderr
    return list(addresses(trace))


@pytest.fixture
def linked(tmp_path):
    """Return a folder of sources that name far addresses wherever a reader might go there."""
    many = "".join(
        json.dumps({"url": f"{FAR}/{n}", "html": PAGE, "body": f"The ferry {n} was late."}) + "\n"
        for n in range(80)
    )
    put(
        tmp_path / "news",
        {
            "page.html": PAGE.encode(),
            "feed.xml": FEED.encode(),
            "crawl.warc": warc(PAGE.encode()),
            "many.jsonl": many.encode(),
            "note.txt": f"{FAR}/note\n\n{GOOD}".encode(),
            "doc.docx": zipped(
                {
                    "[Content_Types].xml": b"<Types/>",
                    "word/document.xml": (
                        f'<!DOCTYPE w SYSTEM "{FAR}/w.dtd"><w:document xmlns:w='
                        '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
                        "<w:p><w:r><w:t>The mayor of Halin resigned.</w:t></w:r></w:p></w:body>"
                        "</w:document>"
                    ).encode(),
                }
            ),
        },
    )
    return tmp_path


@needs_strace
def test_who_speaks_to_somebody_is_seen(tmp_path):
    code = (
        "import socket\n"
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))\n"
        "try: socket.create_connection(('127.0.0.1', 1), 1)\n"
        "except OSError: pass"
    )
    assert [call for call, _ in traced(tmp_path, "-c", code)] == ["sendto", "connect"]


@needs_strace
@pytest.mark.slow
def test_nothing_is_fetched_while_reading(linked):
    index = ("-m", "search.cli")
    met = traced(linked, *index, "rebuild", "news", "--jobs", "2", "--quiet")
    with (linked / "news" / "note.txt").open("a") as note:
        note.write("More of it.\n")
    met += traced(linked, *index, "watch", "--once", "--quiet")
    met += traced(linked, "-c", "from web.cli import main; main()", "search", "ferry")
    # A library looks whether this machine has IPv6: it binds there, and closes that again.
    assert [one for one in met if one[0] != "bind" or '"::1"' not in one[1]] == []
    assert Archive.open(linked / ".dateline").search("bridge").total >= 1


@needs_strace
@pytest.mark.slow
def test_a_server_listens_on_this_machine_alone_and_speaks_to_nobody(linked):
    Archive.open(linked / ".dateline").rebuild([linked / "news"])
    trace = linked / "trace"
    process = subprocess.Popen(
        strace(trace, "-u", "-c", "from web.cli import main; main()", "serve", "--port", "0"),
        cwd=linked,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        if "http://" not in line:
            pytest.skip("tracing is not allowed here")
        address = line.split("http://")[1].split("/")[0]
        for path in ("/", "/api/search?q=bridge&facets=people", "/api/quotes", "/api/status"):
            with urllib.request.urlopen(f"http://{address}{path}", timeout=30) as answer:
                assert answer.status == 200
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)
    met = list(addresses(trace))
    assert sum(call == "bind" and "AF_INET," in where for call, where in met) == 1
    assert all('"127.0.0.1"' in where or '"::1"' in where for _, where in met), met
