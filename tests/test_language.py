"""The language of a text, and None where it does not show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.language import guess_language, is_english, languages

SENTENCES = {
    "en": "The city council decided on Tuesday to close the old bridge over the river until May.",
    "de": "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke bis Mai zu schließen.",
    "es": "El ayuntamiento decidió el martes cerrar el viejo puente sobre el río hasta mayo.",
    "fr": "Le conseil municipal a décidé mardi de fermer le vieux pont jusqu'au mois de mai.",
    "pt": "A câmara municipal decidiu na terça-feira fechar a velha ponte sobre o rio até maio.",
    "it": "Il consiglio comunale ha deciso martedì di chiudere il vecchio ponte fino a maggio.",
    "pl": "Rada miasta zdecydowała we wtorek, że stary most zostanie zamknięty do maja.",
    "ru": "Городской совет решил во вторник закрыть старый мост через реку до мая.",
    "uk": "Міська рада вирішила у вівторок закрити старий міст через річку до травня.",
    "el": "Το δημοτικό συμβούλιο αποφάσισε την Τρίτη να κλείσει την παλιά γέφυρα.",
    "ar": "قرر مجلس المدينة يوم الثلاثاء إغلاق الجسر القديم حتى شهر مايو.",
    "ja": "市議会は火曜日、古い橋を五月まで通行止めにすることを決めた。",
    "zh": "市议会星期二决定，旧桥将关闭至五月。",
    "ko": "시의회는 화요일에 낡은 다리를 5월까지 폐쇄하기로 결정했다.",
    "th": "สภาเมืองตัดสินใจปิดสะพานเก่าจนถึงเดือนพฤษภาคม",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough(language: str) -> None:
    assert guess_language(SENTENCES[language]) == language


@pytest.mark.parametrize(
    "text", ["", " \n", "[ad_1]", "1234 5678 90", "OK", "Putin", "\ud83d\x00", "https://x.y/z?a=b"]
)
def test_too_little_text_has_no_language(text: str) -> None:
    assert guess_language(text) is None


def test_names_and_quotes_of_another_language_do_not_decide() -> None:
    text = (
        SENTENCES["en"]
        + " “Городской совет решил”, said the mayor, Владимир Мостов, in front of the town hall."
    )
    assert guess_language(text) == "en"


def test_only_the_head_counts() -> None:
    assert guess_language(SENTENCES["en"] * 80 + SENTENCES["ru"] * 5_000) == "en"


@given(st.text(max_size=300))
def test_any_text_gives_a_code_or_none(text: str) -> None:
    language = guess_language(text)
    assert language is None or language in languages()
    assert guess_language(text) == language


@pytest.mark.parametrize("language", SENTENCES)
def test_english_is_what_the_guess_says(language: str) -> None:
    assert is_english(SENTENCES[language] * 8) == (guess_language(SENTENCES[language] * 8) == "en")


def test_common_words_of_english_titles_do_not_make_a_text_english() -> None:
    title = "The Lord of the Rings, The Ballad of the Sad Cafe and To Have and to Hold. "
    assert not is_english(SENTENCES["de"] * 12 + title)
