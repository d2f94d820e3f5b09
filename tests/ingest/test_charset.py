"""Articles come in every encoding there is."""

from __future__ import annotations

import codecs

import pytest

from search.ingest.charset import clean, guessed
from tests.ingest.conftest import articles, only, told

RUSSIAN = "Порт снова открыт: забастовка кончилась, сказали обе стороны в понедельник."
POLISH = "Strajk się skończył, powiedziały obie strony; żurawie ruszą o świcie."
TURKISH = "Liman işçilerinin grevi bitti, dedi iki taraf; gemiler bugün çıkıyor."
GREEK = "Η απεργία τελείωσε, είπαν και οι δύο πλευρές τη Δευτέρα."
JAPANESE = "港のストライキは終わった、と双方が月曜日に述べた。"
FRENCH = "La grève est finie, ont déclaré les deux côtés à l’aube."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (codecs.BOM_UTF8 + FRENCH.encode(), FRENCH),
        (FRENCH.encode(), FRENCH),
        (RUSSIAN.encode("utf-16"), RUSSIAN),
        (RUSSIAN.encode("utf-16-le"), RUSSIAN),
        (RUSSIAN.encode("utf-16-be"), RUSSIAN),
        (FRENCH.encode("utf-16-le"), FRENCH),
        (FRENCH.encode("utf-32"), FRENCH),
        (FRENCH.encode("cp1252"), FRENCH),
        (RUSSIAN.encode("cp1251"), RUSSIAN),
        (RUSSIAN.encode("koi8-r"), RUSSIAN),
        (POLISH.encode("cp1250"), POLISH),
        (TURKISH.encode("cp1254"), TURKISH),
        (GREEK.encode("cp1253"), GREEK),
        (JAPANESE.encode("cp932"), JAPANESE),
        ("“It’s over” – £5m".encode("cp1252"), "“It’s over” – £5m"),
        (b"It cost \x81\x8d nothing", "It cost \ufffd\ufffd nothing"),
    ],
)
def test_a_text_is_read_in_its_own_encoding(reads, data, text):
    assert only(reads("a.txt", data)).text == text


def test_utf8_with_a_cut_character_stays_utf8(reads):
    text = FRENCH * 8
    assert only(reads("a.txt", text.encode() + b"\xe2\x80")).text == text + "\ufffd"


def test_text_garbled_before_it_was_saved_is_left(reads):
    garbled = FRENCH.encode().decode("cp1252", "replace")
    assert only(reads("a.txt", garbled)).text == garbled


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\x85", "\v"])
def test_lines_end_in_newlines(reads, newline):
    assert only(reads("a.txt", f"Strike{newline}{newline}Over.")).text == "Strike\n\nOver."


def test_control_characters_and_half_characters_go():
    assert clean("\ufeffa\x08b\x7fc\ud800d\tz\n") == "abc\ufffdd\tz\n"


@pytest.mark.parametrize(
    ("declared", "saved"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>", "koi8-r"),
        ('<meta charset="windows-1251">', "utf-8"),
        ('<meta charset="no-such">', "utf-8"),
        ('<meta charset="rot13">', "utf-8"),
    ],
)
def test_a_page_is_read_as_declared_unless_it_is_plainly_utf8(reads, declared, saved):
    page = f"<html><head>{declared}</head><body><p>{RUSSIAN}</p></body></html>"
    assert RUSSIAN in only(reads("a.html", page.encode(saved))).text


def test_xml_declares_an_encoding_too(reads):
    page = '<?xml version="1.0" encoding="iso-8859-2"?><html><body><p>żółć</p></body></html>'
    assert "żółć" in only(reads("a.xhtml", page.encode("iso-8859-2"))).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", 'заголовок,body\nПорт,"{}"\nПорт,"{}"\n'),
        ("a.jsonl", '{{"body": "{}"}}\n{{"body": "{}"}}\n'),
        ("a.json", '[{{"body": "{}"}},\n {{"body": "{}"}}]'),
    ],
)
def test_records_come_in_every_encoding(reads, encoding, name, content):
    data = content.format(RUSSIAN, RUSSIAN).encode(encoding)
    assert [one.text for one in articles(reads(name, data))] == [RUSSIAN, RUSSIAN]


def test_a_record_may_be_the_first_that_is_not_ascii(reads):
    rows = b"id,body\n" + b"".join(b"%d,The strike goes on.\n" % n for n in range(9000))
    outcomes = reads("a.csv", rows + b"x," + FRENCH.encode("cp1252").replace(b",", b"") + b"\n")
    assert told(outcomes)[-1] == FRENCH.replace(",", "")


def test_one_bad_byte_in_utf8_records_is_replaced(reads):
    lines = f'{{"body": "{FRENCH}"}}\n'.encode() + b'{"body": "It\x92s over"}\n'
    assert told(reads("a.jsonl", lines)) == [FRENCH, "It\ufffds over"]


def test_any_bytes_are_guessed_as_something():
    for sign in range(128, 256):
        assert codecs.lookup(guessed(b"word " * 3 + bytes([sign])))
