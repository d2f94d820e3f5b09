"""The language of an article, and of lines that are in another."""

import pytest

from search.article import SetAside
from search.extract.language import code_of, language, of_line
from tests.extract.invented import LEAD, MORE, read, text

SENTENCES = {
    "en": "The harbour will close for a week after the strike of the pilots, the mayor said.",
    "de": "Der Hafen wird nach dem Streik der Lotsen für eine Woche geschlossen, sagte die Stadt.",
    "fr": "Le port fermera pendant une semaine après la grève des pilotes, a déclaré le maire.",
    "es": "El puerto cerrará durante una semana tras la huelga de los prácticos, dijo el alcalde.",
    "it": "Il porto resterà chiuso per una settimana dopo lo sciopero dei piloti, dice la città.",
    "pt": "O porto vai fechar durante uma semana após a greve dos pilotos, disse o prefeito.",
    "nl": "De haven gaat een week dicht na de staking van de loodsen, zei de burgemeester.",
    "sv": "Hamnen stängs i en vecka efter lotsarnas strejk, sade borgmästaren på måndagen.",
    "pl": "Port zostanie zamknięty na tydzień po strajku pilotów, powiedział burmistrz.",
    "tr": "Liman, kılavuz kaptanların grevinden sonra bir hafta kapalı kalacak, dedi belediye.",
    "ru": "Порт закроют на неделю после забастовки лоцманов, сообщила в понедельник мэр города.",
    "uk": "Порт закриють на тиждень після страйку лоцманів, повідомила в понеділок мерка міста.",
    "el": "Το λιμάνι θα κλείσει για μία εβδομάδα μετά την απεργία των πιλότων, είπε ο δήμαρχος.",
    "ar": "سيغلق الميناء لمدة أسبوع بعد إضراب المرشدين البحريين، كما قال رئيس البلدية.",
    "fa": "شهردار روز دوشنبه گفت که بندر پس از اعتصاب راهنمایان برای یک هفته بسته می‌شود.",
    "he": "הנמל ייסגר לשבוע לאחר שביתת הנתבים, אמרה ראש העיר ביום שני.",
    "hi": "महापौर ने सोमवार को कहा कि पायलटों की हड़ताल के बाद बंदरगाह एक सप्ताह के लिए बंद रहेगा।",
    "zh": "市长周一表示，引水员罢工后，港口将关闭一周，所有船只都必须等待。",
    "ja": "水先人のストライキを受けて港は一週間閉鎖されると市長が月曜日に述べた。",
    "ko": "도선사들의 파업 이후 항구가 일주일 동안 폐쇄될 것이라고 시장이 월요일에 말했다.",
    "id": "Pelabuhan akan ditutup selama seminggu setelah pemogokan para pandu, kata wali kota.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_tells_its_language_in_capitals_too(code):
    for said in (SENTENCES[code], SENTENCES[code].upper()):
        found = language(said, None, "")
        assert found is not None
        assert found[0] == code


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Hafen",
        "Read more",
        "Ostwick 3:2",
        "2017",
        "新闻",
        "שלום",
        "Подробнее на сайте",
        "© AFP",
    ],
)
def test_hardly_any_words_tell_no_language(said):
    assert language(said, None, "") is None
    assert of_line(said, "en") is None


def test_an_article_that_quotes_another_script_is_in_its_own():
    said = text("«Порт закрыт», said the mayor of Ostwick to reporters on Monday.", LEAD, MORE)
    assert read(said).lang == "en"


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("en-US", "en"),
        ("pt_BR", "pt"),
        ("zh-Hans", "zh"),
        ("eng", "en"),
        ("ger", "de"),
        ("ENGLISH", "en"),
        ("Français", "fr"),
        ("русский", "ru"),
        ("Spanish; Castilian", "es"),
        ("nb", "no"),
        ("iw", "he"),
        ("Klingon", None),
        (None, None),
    ],
)
def test_a_language_may_be_stated_by_code_or_name(stated, code):
    assert code_of(stated) == code


@pytest.mark.parametrize("code", ["de", "es", "ru", "uk", "el", "ar", "zh", "ko"])
def test_a_line_in_another_language_is_told(code):
    assert of_line(SENTENCES[code], "en") == code
    assert of_line(SENTENCES[code], code) is None


@pytest.mark.parametrize(
    "line",
    [
        "Home News Sport Business Opinion Culture Travel Weather",
        "La Jolla, Los Angeles and San Diego de Alcala",
        "By Zoë Müller and José Núñez",
        SENTENCES["en"],
    ],
)
def test_names_and_menus_are_in_no_other_language(line):
    assert of_line(line, "en") is None


def test_lines_set_aside_keep_the_language_that_is_not_the_articles():
    one = read(text("Strike ends", LEAD, MORE, "Читайте также: порт закрыт", "Read: 1344"))
    assert SetAside("Читайте также: порт закрыт", "promo", 7, "ru") in one.set_aside
    assert SetAside("Read: 1344", "furniture", 9, None) in one.set_aside
