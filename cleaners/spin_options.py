"""What could have stood at each place of a spun text.

Three sources, from the surest to the widest: the phrase table, the swap table and the inverted thesaurus; where there
is a language model, it proposes words of its own (`cleaners.spin_proposals`). A source only proposes. Names are left out,
since a word with a capital is its own original; so are numbers, negation and modal verbs, which a wrong guess would
falsify.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import Stemmer

from cleaners.spin_spelling import spelling_key
from cleaners.spin_swaps import SwapTable, load_swaps
from cleaners.spin_table import Match, stands_free
from cleaners.spin_thesaurus import STOP_WORDS, thesaurus
from cleaners.spin_words import Word, match_case, split_words, with_article

Source = Literal["phrase", "swap", "thesaurus", "model"]
TABLES: Final = frozenset({"phrase", "swap"})  # what a spinner is known to do; the others guess

_NEGATION: Final = "not no never none nor neither nobody nothing nowhere cannot hardly"
_MODALS: Final = "will would shall should can could may might must ought"
_NUMBERS: Final = (
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands"
    " million millions billion billions trillion dozen dozens half third quarter lots tons bunch"
    " eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_MEANING: Final = frozenset(f"{_NEGATION} {_MODALS} {_NUMBERS}".split())
_HAS_DIGIT: Final = re.compile(r"\d")
# Without a vowel it is an abbreviation, which is house style and no spinning: an agency's "pct" for percent.
_PLAIN: Final = re.compile(r"(?=[^aeiouy]{0,20}[aeiouy])[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Option:
    """Another wording of a place.

    Attributes:
        start: first code point of what changes.
        end: one past its last code point.
        after: what may have stood there, in the case of the text.
        first: index of the first word that changes.
        last: index of the last one.
        source: where the wording comes from.
        kind: the class of a phrase, else the source again.
    """

    start: int
    end: int
    after: str
    first: int
    last: int
    source: Source
    kind: str


def find_options(text: str, words: Sequence[Word], matches: Iterable[Match]) -> list[Option]:
    """The other wordings of each place, in the order of the text; one wording comes up once, by its surest source.

    Args:
        text: any text.
        words: its words, from `split_words`.
        matches: what the phrase table finds in it.
    """
    found: dict[tuple[int, int, str], Option] = {}
    for match in matches:
        option = Option(
            match.start, match.end, match.after, match.first, match.last, "phrase", match.phrase.kind
        )
        found.setdefault((match.start, match.end, match.after), option)
    for option in _word_options(text, words, load_swaps()):
        found.setdefault((option.start, option.end, option.after), option)
    kept = (option for option in found.values() if is_swap(text[option.start : option.end], option.after))
    return sorted(kept, key=lambda option: (option.start, option.end))


def is_swap(before: str, after: str) -> bool:
    """Whether one wording may be undone into another: they differ in more than spelling, and not in meaning."""
    return not changes_meaning(before, after) and spelling_key(before) != spelling_key(after)


def changes_meaning(before: str, after: str) -> bool:
    """Whether numbers, negation or modal verbs differ between two wordings.

    >>> changes_meaning("shall be", "will be"), changes_meaning("final week", "last week")
    (True, False)
    """
    return _meaning_words(before) != _meaning_words(after)


@lru_cache(maxsize=1 << 14)  # tables propose the same wordings in every text
def _meaning_words(text: str) -> tuple[str, ...]:
    forms = [word.form for word in split_words(text)]
    return tuple(
        sorted(form for form in forms if form in _MEANING or form.endswith("n't") or _HAS_DIGIT.search(form))
    )


def _word_options(text: str, words: Sequence[Word], swaps: SwapTable) -> Iterator[Option]:
    for at, word in enumerate(words):
        if not may_change(text, words, at):
            continue
        for count, original in swaps.at(words, at):
            if stands_free(words, at, count):
                yield to_option(text, words, (at, count), original, "swap")
        if is_plain(words, at):
            for original in thesaurus().get(word.form, ()):
                if stem(word.form) != stem(original):
                    yield to_option(text, words, (at, 1), original, "thesaurus")


def is_plain(words: Sequence[Word], at: int) -> bool:
    """Whether a word is one that a thesaurus may have: no function word, abbreviation or half of a compound."""
    form = words[at].form
    return bool(_PLAIN.fullmatch(form)) and form not in STOP_WORDS and stands_free(words, at, 1)


def swappable(text: str, words: Sequence[Word]) -> Iterator[int]:
    """The number of each word that a thesaurus may have put in: a plain one, and no name."""
    return (at for at in range(len(words)) if is_plain(words, at) and may_change(text, words, at))


def to_option(
    text: str, words: Sequence[Word], run: tuple[int, int], original: str, source: Source
) -> Option:
    """A wording for a run of words, given as its first word and how many it has; an article goes along."""
    first, last = run[0], sum(run) - 1
    end = words[last].end
    after = match_case(text[words[first].start : end], original)
    first, start, after = with_article(text, words, first, after)
    return Option(start, end, after, first, last, source, source)


def may_change(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a word is no name: small letters, or the first word of a sentence with the next one in small letters."""
    word = words[at]
    written = text[word.start : word.end]
    if written == word.form:
        return written[:1].isalpha() or written[:1].isdigit()
    return (
        (at == 0 or word.gap is None)
        and written[1:].islower()
        and at + 1 < len(words)
        and text[words[at + 1].start].islower()
    )


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """What a word and its inflections share: an inflection is no original."""
    return str(Stemmer.Stemmer("english").stemWord(word))
