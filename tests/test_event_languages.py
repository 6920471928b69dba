"""Ten events in each of six languages, two reports each; the last two are look-alikes: the same people, another day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaners import Article, find_events
from cleaners.language_facts import LANGUAGES

FOLDER = Path(__file__).parent / "events"


@pytest.mark.parametrize("language", LANGUAGES)
def test_twenty_reports(language: str) -> None:
    events = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    articles = [Article(title, text, language=language) for event in events for title, text in event]
    assert len(articles) >= 20
    assert find_events(articles) == [number for number, event in enumerate(events) for _ in event]


def test_a_language_without_a_table_goes_by_words_and_digits() -> None:
    articles = [
        Article(
            None, "Jordskjelvet i Keshti 2022-03-04 krevde 19 liv og raserte 340 hus i Lundar.", language="no"
        ),
        Article(None, "Keshti: 19 døde i jordskjelvet 2022-03-04, i Lundar raste 340 hus.", language="no"),
        Article(None, "Regjeringen i Oslo la fram budsjettet med 28 milliarder til veier.", language="no"),
    ]
    assert find_events(articles) == [0, 0, 1]
