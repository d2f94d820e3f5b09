"""Which words are common, as a reader of several languages would say."""

import pytest

from search.analysis import LANGUAGES, fold, words
from search.analysis.common import common_words
from search.analysis.wordlist import lines


def left(sentence: str, language: str) -> list[str]:
    return [word.form for word in words(sentence) if fold(word.form) not in common_words(language)]


@pytest.mark.parametrize(
    ("language", "sentence", "says"),
    [
        ("en", "What was it that he had told them about the harbour?", "told harbour"),
        ("en", "They don't know; I'm sure we'll ask whose boat it's.", "know sure ask boat"),
        ("de", "Der Bürgermeister hätte für die Brücke nicht über uns", "Bürgermeister Brücke"),
        ("fr", "Qu’est-ce que l’été a été pour les pêcheurs d’où ?", "pêcheurs"),
        ("es", "¿Cómo está el puente más antiguo de la ciudad?", "puente antiguo ciudad"),
        ("it", "C’è chi dell’acqua non ne può più", "acqua"),
        ("pt", "A ponte de São Paulo também não está aqui", "ponte São Paulo"),
        ("nl", "De burgemeester heeft het niet van hen gehoord", "burgemeester gehoord"),
        ("sv", "Det är inte för båten som de vill ha ett val", "båten val"),
        ("fi", "Joka on kanssa meidän satama, ei ole tämä", "satama"),
        ("pl", "Który z nich był już przed mostem, nie będzie", "mostem"),
        ("cs", "Proč by se most už neměl být pro nás", "most neměl"),
        ("ru", "Ещё её мост, который был бы для всех", "мост"),
        ("uk", "Що це за міст, якого ще не було?", "міст"),
        ("el", "Ποιος είναι ο δήμαρχος και γιατί δεν ήταν εδώ", "δήμαρχος"),
        ("tr", "Bu köprü için çok şey var ama değil mi", "köprü"),
        ("hu", "Ez az a híd, amely nem volt még itt", "híd"),
        ("ar", "هذا هو الجسر الذي كان في المدينة", "الجسر المدينة"),
        ("he", "מי הוא ראש העיר של כל אלה", "ראש העיר"),
        ("hi", "यह पुल किस के लिए है", "पुल"),
        ("zh", "他们 已经 没有 大桥", "大桥"),
    ],
)
def test_what_is_left_of_a_sentence_is_what_it_is_about(language, sentence, says):
    assert left(sentence, language) == says.split()


def test_every_language_that_is_stemmed_has_a_list():
    assert all(len(common_words(language)) >= 80 for language in LANGUAGES)


def test_a_country_and_months_are_asked_for():
    asked = "US Turkey March August information said new people mine"
    assert " ".join(left(f"the {asked} of one's own", "en")) == asked


def test_an_unknown_language_has_no_common_words():
    assert common_words("tlh") == common_words("") == common_words("#") == frozenset()


def test_every_listed_word_is_read_as_one_word():
    for line in lines("common.txt"):
        for word in line.partition(": ")[2].split():
            assert [fold(read.form) for read in words(word)] == [fold(word)], line
