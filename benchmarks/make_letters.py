"""Makes `cleaners/data/encoding/letters.npz`: how often letters follow letters in 75 languages.

    pip install brotli && pip install --target FOLDER --no-deps lingua-language-detector==1.4.1 langdetect==1.0.9
    python -m benchmarks.make_letters FOLDER

The counts are those of the language models in that package (Apache-2.0, Peter M. Stahl), made from a million
sentences of news in each language. Of them the table keeps letters, pairs of letters where one is not ASCII, and
how often they come, as logarithms in eighths of a nat; Chinese and Korean characters alone, without pairs. Its
Chinese is the traditional script only: the most common 800 characters of the simplified one come from the profile
in langdetect (Apache-2.0, Nakatani Shuyo, Michal Danilak), the others of the 3,755 that GB 2312 lists as common
get one share. The file is an archive of plain arrays, without pickles.
"""

from __future__ import annotations

import importlib
import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

OUTPUT: Final = Path(__file__).parents[1] / "cleaners/data/encoding/letters.npz"
RAREST_LETTER: Final = (
    1e-6  # share of a language's letters; below it are quotations, and errors of the corpus
)
RAREST_PAIR: Final = 2e-7
COMMON: Final = 1e-4  # share of a character of GB 2312's first level that the profile does not have
STEPS: Final = 8  # per nat


def read_model(folder: Path, language: str, order: str) -> dict[str, float]:
    """N-grams with their probability, given what they begin with."""
    file = folder / "lingua/language-models" / language / f"{order}.json.br"
    if not file.exists():
        return {}
    fractions = json.loads(importlib.import_module("brotli").decompress(file.read_bytes()))["ngrams"]
    model: dict[str, float] = {}
    for fraction, ngrams in fractions.items():
        count, total = map(int, fraction.split("/"))
        model |= dict.fromkeys(ngrams.split(" "), count / total)
    return model


def simplified_chinese(folder: Path) -> dict[str, float]:
    """Characters of the simplified script with their share of text."""
    listed = (
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
    )
    shares = dict.fromkeys("".join(listed), COMMON)
    profile = json.loads((folder / "langdetect/profiles/zh-cn").read_text(encoding="utf-8"))
    total = profile["n_words"][0]
    counted = {
        char: count / total for char, count in profile["freq"].items() if len(char) == 1 and is_many(char)
    }
    return shares | counted


def is_many(char: str) -> bool:
    """Whether a character is of a script with thousands of them: those have no pairs here."""
    return unicodedata.name(char, "").startswith(("CJK", "HANGUL SYLLABLE"))


def logarithm(share: float) -> int:
    """The natural logarithm in steps, as a positive byte."""
    return min(255, round(-STEPS * float(np.log(share))))


def pairs_of(
    letters: dict[str, float], model: dict[str, float], alphabet: dict[str, int]
) -> Iterator[tuple[int, int]]:
    """A language's pairs as one number each, with their logarithm."""
    for pair, share in model.items():
        known = len(pair) == 2 and set(pair) <= alphabet.keys() and not pair.isascii()
        if known and letters.get(pair[0], 0) * share >= RAREST_PAIR:
            yield alphabet[pair[0]] * len(alphabet) + alphabet[pair[1]], logarithm(share)


def main(folder: Path) -> None:
    """Write the table and say how large it is."""
    languages = sorted(path.name for path in (folder / "lingua/language-models").iterdir())
    singles = {language: read_model(folder, language, "unigrams") for language in languages}
    shares = simplified_chinese(folder)
    for model in singles.values():
        for char, share in model.items():
            shares[char] = max(share, shares.get(char, 0))
    kept = sorted(char for char, share in shares.items() if share >= RAREST_LETTER)
    alphabet = {char: index for index, char in enumerate(c for c in kept if not is_many(c))}
    many = [char for char in kept if is_many(char)]
    letters = np.zeros((len(alphabet), len(languages)), np.uint8)
    found: dict[int, np.ndarray[tuple[int], np.dtype[np.uint8]]] = {}
    for column, language in enumerate(languages):
        model = singles[language]
        for char, index in alphabet.items():
            if model.get(char, 0) >= RAREST_LETTER / 4:
                letters[index, column] = logarithm(model[char])
        for pair, share in pairs_of(model, read_model(folder, language, "bigrams"), alphabet):
            found.setdefault(pair, np.zeros(len(languages), np.uint8))[column] = share
    pairs = sorted(found)
    np.savez_compressed(
        OUTPUT,
        languages=np.array(" ".join(languages)),
        alphabet=np.array("".join(alphabet)),
        letters=letters,
        pairs=np.array(pairs, np.uint32),
        follows=np.array([found[pair] for pair in pairs]),
        many=np.array("".join(many)),
        many_shares=np.array([logarithm(shares[char]) for char in many], np.uint8),
    )
    print(
        f"{len(languages)} languages, {len(alphabet)} letters, {len(pairs)} pairs, {len(many)} more letters,"
    )
    print(f"{OUTPUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
