"""What other reports of the same event say word for word.

A spun form that is good English elsewhere ('the trade was opposed by ...') cannot be undone on its own. When
another report has the restored wording together with the words on either side, it was the original: two texts
do not share five words in a row by chance where one of them differs by a known swap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaners.acronyms import names_in
from cleaners.spin_table import Match
from cleaners.spin_words import Word, split_words

NEIGHBOURS: Final = 2  # words on either side of the wording
_FEWEST_NEIGHBOURS: Final = 3  # of the four, where the text begins or ends


class Siblings:
    """The wordings of other texts. Each length of wording is indexed when it is first asked for."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        self.names = names_in(self.texts)
        self._forms = tuple(tuple(word.form for word in split_words(text)) for text in self.texts)
        self._wordings: dict[int, frozenset[tuple[str, ...]]] = {}

    def confirm(self, words: Sequence[Word], match: Match) -> bool:
        """Whether a sibling has the restored wording of a match with its neighbours."""
        if not self._forms:
            return False
        before = words[max(0, match.first - NEIGHBOURS) : match.first]
        after = words[match.last + 1 : match.last + 1 + NEIGHBOURS]
        if len(before) + len(after) < _FEWEST_NEIGHBOURS:
            return False
        restored = (*before, *split_words(match.after), *after)
        return self._have(tuple(word.form for word in restored))

    def _have(self, wording: tuple[str, ...]) -> bool:
        size = len(wording)
        if size not in self._wordings:
            self._wordings[size] = frozenset(
                forms[at : at + size] for forms in self._forms for at in range(len(forms) - size + 1)
            )
        return wording in self._wordings[size]
