"""Which language a text is in: by its script where that says it, by py3langid where it does not.

Greek, Hebrew, Thai, Korean and a few more give themselves away by their letters, which costs nothing and is
never wrong for news. Latin, Cyrillic, Arabic and Devanagari are shared by many, and there a naive Bayes model
over byte n-grams decides (py3langid, after Lui and Baldwin's langid.py, 2012). Only the head of a text is looked
at: an article tells its language in its first paragraphs, and what crawlers append is often in another one.

A wrong language is worse than none, since rules by language hang on it: short texts and unsure answers are None.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from cleaners.wordlists import read_words

SAMPLE: Final = 4_000
MIN_LETTERS: Final = 20
MIN_LETTERS_OF_SCRIPT: Final = 8
# Of 9,801 single lines in 85 languages 96 % get an answer at 0.7, and 0.4 % of the answers are wrong, mostly
# between Norwegian's two forms and Malay and Indonesian. At 0.5 it is 1.2 %.
MIN_CONFIDENCE: Final = 0.7

# Scripts that one language of the news writes, as ranges of code points.
_SCRIPTS: Final = tuple(
    (re.compile(f"[{ranges}]"), language)
    for ranges, language in (
        ("Ͱ-Ͽἀ-῿", "el"),
        ("԰-֏", "hy"),
        ("א-ת", "he"),
        ("ਅ-ੴ", "pa"),
        ("અ-ૹ", "gu"),
        ("ଅ-୷", "or"),
        ("அ-௺", "ta"),
        ("అ-౿", "te"),
        ("ಅ-ೲ", "kn"),
        ("അ-ൿ", "ml"),
        ("අ-෴", "si"),
        ("ก-๛", "th"),
        ("ກ-ໟ", "lo"),
        ("က-႟", "my"),
        ("Ⴀ-ჿ", "ka"),
        ("가-힣", "ko"),
        ("ក-៹", "km"),
        ("ぁ-ヿ", "ja"),
    )
)
# Words that no other language has so many of together. Words that Afrikaans and Dutch share ('was', 'for') are left out.
_COMMONEST: Final = frozenset({"the", "of", "and", "to"})
_COMMON: Final = _COMMONEST | {"that", "with", "from", "said", "which", "this", "has", "are"}
_SHARE_COMMON: Final = 0.08
_FEWEST_COMMON: Final = 5
_FEWEST_DIFFERENT: Final = 4
_TELLING: Final = 30
_LETTER: Final = re.compile(r"[^\W\d_]")
_HAN: Final = re.compile("[一-鿿]")


def guess_language(text: str) -> str | None:
    """The language of a text as an ISO 639-1 code; None where there is too little text or too little confidence.

    >>> guess_language("The minister said on Tuesday that the bridge would be closed for repairs until May.")
    'en'
    >>> guess_language("[ad_1]") is None
    True
    """
    sample = text[:SAMPLE]
    letters = len(_LETTER.findall(sample))
    if letters >= MIN_LETTERS_OF_SCRIPT and (language := _by_script(sample, letters)):
        return language
    if letters < MIN_LETTERS:
        return None
    language, confidence = _classifier().classify(sample)
    return language if round(confidence, 3) >= MIN_CONFIDENCE else None


def is_english(text: str) -> bool:
    """Whether the language of a text is English; most English texts say so by their commonest words alone.

    Nine in ten news articles do. Of 11,400 texts and lines in 91 languages, none that the whole guess takes for another
    language passes by these words, and none that it takes for English has thirty words and none of the first four.

    >>> is_english("The ministers of transport and of labour agreed to meet and to talk at the end of May.")
    True
    """
    words = text[:SAMPLE].lower().split()
    common = [word for word in words if word in _COMMON]
    different = set(common)
    if len(words) >= _TELLING and different.isdisjoint(_COMMONEST):
        return False
    says_so = "the" in different and len(different) >= _FEWEST_DIFFERENT
    return (says_so and len(common) >= max(_FEWEST_COMMON, _SHARE_COMMON * len(words))) or (
        guess_language(text) == "en"
    )


def _by_script(sample: str, letters: int) -> str | None:
    """The language of a script that only one language writes, if most letters are of it."""
    if sample.isascii():
        return None
    for script, language in _SCRIPTS:
        share = len(script.findall(sample)) / letters
        # Japanese mixes its own letters into Chinese ones: a tenth is telling.
        if share > (0.1 if language == "ja" else 0.5):
            return language
    return "zh" if len(_HAN.findall(sample)) / letters > 0.5 else None


@cache
def _classifier() -> LanguageIdentifier:
    """The model, loaded once: its half a second is spent only by texts that need it."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(sorted(languages() & set(model.labels)))
    return model


@cache
def languages() -> frozenset[str]:
    """The codes among which a text's language is looked for."""
    return frozenset(code for line in read_words("language/codes.txt") for code in line.split())
