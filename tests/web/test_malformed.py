"""Requests that no browser sends: the server refuses them, and goes on answering."""

from __future__ import annotations

import re
import socket
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:  # it is a plugin, which pytest has to be the first to import
    from tests.web.served import Server

pytest_plugins = ["tests.web.served"]

HOST = b"Host: localhost\r\n"
GET = b"GET /api/search?q=strike HTTP/1.1\r\n"
POST = b"POST /api/search HTTP/1.1\r\n" + HOST

START_LINES = {
    "no version": b"GET /healthz\r\n\r\n",
    "HTTP/0.9 with a space": b"GET /healthz \r\n\r\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/9.9": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
    "HTTP/1.999": b"GET / HTTP/1.999\r\n" + HOST + b"\r\n",
    "HTTP/x": b"GET / HTTP/x\r\n" + HOST + b"\r\n",
    "not HTTP": b"GET / HTCPCP/1.0\r\n" + HOST + b"\r\n",
    "lower case": b"get /healthz http/1.1\r\n" + HOST + b"\r\n",
    "one word": b"GET\r\n\r\n",
    "words": b"give me everything you have\r\n\r\n",
    "no address": b"GET  HTTP/1.1\r\n" + HOST + b"\r\n",
    "spaces in the address": b"GET /a b c HTTP/1.1\r\n" + HOST + b"\r\n",
    "tabs": b"GET\t/healthz\tHTTP/1.1\r\n" + HOST + b"\r\n",
    "bare line feeds": b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
    "a carriage return inside": b"GET /heal\rthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "carriage returns alone": b"GET /healthz HTTP/1.1\rHost: localhost\r\r",
    "blank lines first": b"\r\n\r\n\r\nGET /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "nothing": b"",
    "blank lines alone": b"\r\n\r\n\r\n\r\n",
    "NUL": b"\0",
    "many NULs": b"\0" * 20_000,
    "NUL in the method": b"G\0ET / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method that is none": b"EXPLODE / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a long method": b"A" * 15_000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a longer method": b"A" * 70_000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method with marks": b"GE<T> / HTTP/1.1\r\n" + HOST + b"\r\n",
    "TLS": bytes.fromhex("16030100c8010000c40303") + bytes(range(200)),
    "bytes": bytes(range(256)) * 8,
    "a byte order mark": b"\xef\xbb\xbfGET / HTTP/1.1\r\n" + HOST + b"\r\n",
    "UTF-16": "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("utf-16"),
    "SMTP": b"EHLO localhost\r\nMAIL FROM:<a@example>\r\n\r\n",
    "CONNECT": b"CONNECT localhost:443 HTTP/1.1\r\n" + HOST + b"\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n",
    "OPTIONS *": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
}

ADDRESSES = {
    name: b"GET " + address + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    for name, address in {
        "a cut escape": b"/api/search?q=%",
        "half an escape": b"/api/search?q=%4",
        "no hex": b"/api/search?q=%zz%gg",
        "NUL escaped": b"/api/search?q=%00%00",
        "NUL in the path": b"/api/%00search",
        "NUL raw": b"/api/search?q=a\0b",
        "no UTF-8": b"/api/search?q=%ff%fe%80",
        "a lone surrogate": b"/api/search?q=%ed%a0%80",
        "overlong": b"/api/search?q=%c0%af%e0%80%af",
        "raw bytes": b"/api/search?q=\xff\xfe\x80\xe9",
        "raw bytes in the path": b"/\xff\xfe/\x80",
        "no UTF-8 in the path": b"/api/articles/%ff%fe",
        "no UTF-8 in a name": b"/api/search?%ff=1",
        "a line break escaped": b"/api/search?q=%0d%0aSet-Cookie:%20a=b",
        "a line break in the path": b"/api/articles/%0d%0aX:%201",
        "upwards": b"/../../../../etc/passwd",
        "upwards escaped": b"/assets/x/%2e%2e%2f%2e%2e%2fserve.py",
        "upwards twice escaped": b"/assets/x/..%252f..%252fserve.py",
        "backslashes": b"/assets/x/..\\..\\serve.py",
        "slashes": b"/" * 5000,
        "two slashes": b"//example.test/api/search",
        "a whole address": b"http://example.test/api/search?q=a",
        "a whole address without a host": b"http:///api/search",
        "a broken address": b"http://[::1/api/search",
        "a broken port": b"http://localhost:99999999/api",
        "another scheme": b"file:///etc/passwd",
        "a star": b"*",
        "a question mark": b"?",
        "no slash": b"api/search",
        "a fragment": b"/api/search?q=a#b",
        "semicolons": b"/api/search;a=b?q=a;page=2",
        "many parameters": b"/api/search?" + b"&".join(b"q=%d" % n for n in range(1500)),
        "many ands": b"/api/search?" + b"&" * 15_000,
        "many equals": b"/api/search?" + b"=" * 15_000,
        "a long address": b"/api/search?q=" + b"a" * 15_000,
        "a longer address": b"/api/search?q=" + b"a" * 100_000,
        "a number without end": b"/api/search?page=" + b"9" * 10_000,
        "a negative page": b"/api/search?page=-1",
        "a cursor of bytes": b"/api/search?cursor=%00%ff",
        "brackets": b"/api/search?q[]=a&q[b]=c",
        "brackets without end": b"/api/search?q=" + b"(" * 4000,
    }.items()
}

HEADERS = {
    name: b"GET /api/search?q=strike HTTP/1.1\r\n" + lines + b"\r\n"
    for name, lines in {
        "no Host": b"",
        "an empty Host": b"Host:\r\n",
        "two Hosts": HOST + HOST,
        "a stranger as Host": b"Host: example.test\r\n",
        "a Host of bytes": b"Host: \xff\xfe\r\n",
        "a Host with NUL": b"Host: local\0host\r\n",
        "a Host with marks": b"Host: <script>\r\n",
        "a long Host": b"Host: " + b"a." * 5000 + b"\r\n",
        "no colon": HOST + b"Colonless\r\n",
        "a space before the colon": HOST + b"Accept : */*\r\n",
        "no name": HOST + b": value\r\n",
        "a folded line": HOST + b"Accept: text/html,\r\n application/json\r\n",
        "a folded first line": b" folded\r\n" + HOST,
        "NUL in a name": HOST + b"A\0b: c\r\n",
        "NUL in a value": HOST + b"Accept: a\0b\r\n",
        "bytes in a value": HOST + b"Accept: \xff\xfe\x80\r\n",
        "line feeds alone": b"Host: localhost\nAccept: */*\n",
        "a carriage return in a value": HOST + b"Accept: a\rb\r\n",
        "one long line": HOST + b"X-Long: " + b"x" * 40_000 + b"\r\n",
        "many lines": HOST + b"".join(b"X-%d: y\r\n" % n for n in range(3000)),
        "one name many times": HOST + b"Accept: */*\r\n" * 700,
        "Accept that makes no sense": HOST + b"Accept: ;;;q=,/,*;q=a\r\n",
        "If-None-Match that makes no sense": HOST + b'If-None-Match: W/"\xff, *, "\r\n',
        "Range": HOST + b"Range: bytes=9-1,-,999999999999999999999-\r\n",
        "dates": HOST + b"If-Modified-Since: Thu, 99 Foo 0000 99:99:99 GMT\r\n",
        "Accept-Encoding": HOST + b"Accept-Encoding: gzip;q=x, \xff, *;q=0\r\n",
        "forwarded": HOST + b"X-Forwarded-Host: evil\r\nX-Forwarded-Prefix: //evil\r\n",
        "Upgrade": HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n",
        "Expect": HOST + b"Expect: something else\r\n",
        "a cookie of bytes": HOST + b"Cookie: \xff=\x00; ;;=\r\n",
        "Origin": HOST + b"Origin: null\r\nOrigin: \xff\r\n",
    }.items()
}

BODIES = {
    name: POST + rest
    for name, rest in {
        "a length that is no number": b"Content-Length: ten\r\n\r\n{}",
        "a negative length": b"Content-Length: -1\r\n\r\n{}",
        "a signed length": b"Content-Length: +2\r\n\r\n{}",
        "two lengths": b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "a huge length": b"Content-Length: 99999999999999999999\r\n\r\n{}",
        "a length of 5,000 digits": b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n{}",
        "other digits": "Content-Length: ²٣\r\n\r\n{}".encode(),
        "less than was said": b"Content-Length: 50\r\n\r\n{}",
        "more than was said": b"Content-Length: 2\r\n\r\n{}}}}}}}\r\n\r\n",
        "length and chunks": b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "chunks twice": b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "chunks that end in gzip": b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "gzip": b"Transfer-Encoding: gzip\r\n\r\n\x1f\x8b",
        "identity": b"Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",
        "chunks spelt oddly": b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        "a chunk of no size": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "a negative chunk": b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
        "a huge chunk": b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}",
        "a size without end": b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 20_000,
        "a size of 5,000 digits": b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n{}",
        "an extension without end": b"Transfer-Encoding: chunked\r\n\r\n2;" + b"a" * 20_000,
        "a chunk longer than said": b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}{}\r\n0\r\n\r\n",
        "an empty chunk line": b"Transfer-Encoding: chunked\r\n\r\n\r\n{}\r\n",
        "trailers": b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nHost: evil\r\n\r\n",
        "no body": b"\r\n",
        "a form": b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 8\r\n\r\nq=strike",
        "half a form": b"Content-Type: multipart/form-data; boundary=x\r\n"
        b"Content-Length: 20\r\n\r\n--x\r\nContent-Disposi",
        "a form without a boundary": b"Content-Type: multipart/form-data\r\n"
        b"Content-Length: 4\r\n\r\n--x-",
        "another charset": b"Content-Type: application/json; charset=utf-99\r\n"
        b"Content-Length: 2\r\n\r\n{}",
        "no UTF-8": b"Content-Length: 8\r\n\r\n\xff\xfe\x00\x80{}\r\n",
        "NULs": b"Content-Length: 8\r\n\r\n" + b"\0" * 8,
        "brackets": b"Content-Length: 50000\r\n\r\n" + b"[" * 50_000,
        "objects": b"Content-Length: 30000\r\n\r\n" + b'{"q":' * 6000,
        "a number": b'Content-Length: 5010\r\n\r\n{"page":  ' + b"9" * 5000 + b"}",
        "an exponent": b'Content-Length: 17\r\n\r\n{"page":1e999999}',
        "not a number": b'Content-Length: 12\r\n\r\n{"page":NaN}',
        "a surrogate": b'Content-Length: 14\r\n\r\n{"q":"\\ud800"}',
        "names twice": b'Content-Length: 17\r\n\r\n{"q":"a","q":"b"}',
        "gzip as said": b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
        "too much": b"Content-Length: 200000\r\n\r\n" + b" " * 200_000,
        "far too much": b"Content-Length: 9000000\r\n\r\n{",
        "to be asked for first": b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        "a body where none belongs": b"".join(
            [b"Content-Length: 0\r\n\r\n", GET, HOST, b"Content-Length: 2\r\n\r\n{}"]
        ),
    }.items()
}

PIPELINES = {
    "two requests": (GET + HOST + b"\r\n") * 2,
    "a good one, then nonsense": GET + HOST + b"\r\n" + b"nonsense\r\n\r\n",
    "nonsense, then a good one": b"nonsense\r\n\r\n" + GET + HOST + b"\r\n",
    "a hundred requests": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n") * 100,
    "a request in a body": POST + b"Content-Length: 60\r\n\r\n" + GET + HOST + b"\r\n" * 9,
    "half of a second": GET + HOST + b"\r\n" + b"GET /heal",
    "a second of another host": GET + HOST + b"\r\n" + GET + b"Host: example.test\r\n\r\n",
}

MALFORMED = {
    f"{kind}: {name}": sent
    for kind, table in {
        "start line": START_LINES,
        "address": ADDRESSES,
        "header": HEADERS,
        "body": BODIES,
        "pipeline": PIPELINES,
    }.items()
    for name, sent in table.items()
}


def statuses(answer: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] ([0-9]{3}) ", answer)]


def answers(server: Server, requests: dict[str, bytes], seconds: float) -> dict[str, bytes]:
    """What comes back for each, all asked at once, in so many seconds."""
    found = {}
    with ExitStack() as stack:
        asking = {}
        for name, request in requests.items():
            asking[name] = stack.enter_context(server.connect())
            try:
                asking[name].sendall(request)
            except OSError:  # refused before all of it was sent
                continue
        until = time.monotonic() + seconds
        for name, connection in asking.items():
            found[name] = read(connection, until)
    return found


def read(connection: socket.socket, until: float) -> bytes:
    pieces = []
    try:
        while True:
            connection.settimeout(max(until - time.monotonic(), 0.02))
            piece = connection.recv(1 << 16)
            if not piece:
                break
            pieces.append(piece)
    except OSError:  # nothing more in time, or the server has hung up
        pass
    return b"".join(pieces)


def test_there_are_over_a_hundred():
    assert len(MALFORMED) > 140


def test_no_request_is_answered_by_a_failure_and_the_server_lives(server):
    for name, answer in answers(server, MALFORMED, 3.0).items():
        for status in statuses(answer):
            assert status < 500 or status == 503, (name, answer[:300])
        assert b"Traceback" not in answer, name
        assert b"waitress" not in answer.lower(), name
    assert server.get("/healthz")[0] == 200
    assert server.process.poll() is None
    log = server.stop()
    assert "Traceback" not in log, log[-3000:]
    assert "rror" not in log, log[-3000:]


def test_a_query_as_long_as_may_be_is_answered_in_any_letters_and_headers_stay_short(server):
    sent = {
        letter: b"GET /api/search?q=" + quote(letter * 4_000).encode() + b" HTTP/1.1\r\n" + HOST
        for letter in ("ж", "戰", "\N{GRINNING FACE}")
    }
    short = b"X: " + b"x" * 15_000 + b"\r\n\r\n"
    for letter, answer in answers(server, {k: v + short for k, v in sent.items()}, 8.0).items():
        assert statuses(answer) == [200], (letter, answer[:300])
    refused = {
        "long headers": sent["ж"] + b"X: " + b"x" * 17_000 + b"\r\n\r\n",
        "headers that go on": sent["ж"] + b"X: " + b"x" * 17_000,
        "a long address": b"GET /api/search?q="
        + b"x" * 50_000
        + b" HTTP/1.1\r\n"
        + HOST
        + b"\r\n",
        "an address that goes on": b"GET /api/search?q=" + b"x" * 50_000,
        "many lines": sent["ж"] + b"X: y\r\n" * 3_000 + b"\r\n",
    }
    for name, answer in answers(server, refused, 3.0).items():
        assert statuses(answer) == [431], (name, answer[:300])
    assert server.get("/healthz")[0] == 200
