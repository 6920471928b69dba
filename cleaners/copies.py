"""Copies: which texts are the same text, give or take editing.

A wire report is printed by fifty papers: cut from the end, with a paragraph put in, a headline moved, another
word here and there, an agency mark in front. The texts are one text, and whoever counts them as fifty counts
wrong. Others only look alike, and putting two stories into one group loses one of them. So candidates are found
generously (`candidates`), judged exactly (`resemblance`, `forms`) and grouped round centres (`stars`).

The order of the texts plays no part: scores are rounded before they are compared, and ties go to the smaller key,
which is the document's id or else a hash of its text.

Not done: a page that holds two stories in full, of which no other copy is there, is taken for the long version of
both.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cleaners.candidates import propose_pairs
from cleaners.forms import Facts, is_form, read_facts
from cleaners.resemblance import TINY, Resemblance, compare
from cleaners.settings import CopySettings
from cleaners.shingles import Shingles, shingle
from cleaners.signatures import PERMUTATIONS, Signatures, sign_shingles
from cleaners.stars import Neighbours, cover_with_stars

Relation = Literal["centre", "same", "excerpt", "contains"]


@dataclass(frozen=True, slots=True)
class CopyMember:
    """One text of a copy group, and how it belongs to it.

    Attributes:
        index: which of the texts.
        jaccard: share of the shingles of both texts together that it shares with the centre, four places.
        containment: share of the shorter one's shingles that stand in the longer one, four places.
        relation: `centre`; `same` extent as the centre; an `excerpt` of it; or it `contains` the centre.
    """

    index: int
    jaccard: float
    containment: float
    relation: Relation

    def why(self, centre: str) -> str:
        """Say in words why it belongs to the group.

        Args:
            centre: what to call the centre, such as its document id.

        >>> CopyMember(3, 0.8312, 0.9, "same").why("a1b2")
        'Jaccard 0.83 with a1b2'
        """
        match self.relation:
            case "centre":
                return "centre of its group"
            case "same" if self.jaccard == 1:
                return f"the wording of {centre}"
            case "same":
                return f"Jaccard {self.jaccard:.2f} with {centre}"
            case "excerpt":
                return f"excerpt: {self.containment:.2f} of it stands in {centre}"
            case "contains":
                return f"contains {self.containment:.2f} of {centre}"


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Texts that are the same text, give or take editing.

    Attributes:
        centre: which text the others are copies of.
        members: all of them, the centre too, by index.
    """

    centre: int
    members: tuple[CopyMember, ...]


@dataclass(frozen=True, slots=True)
class _Wording:
    """Texts with equal shingles: compared once, however often they came.

    Attributes:
        key: the smallest of their keys.
        shingles: what they have in common.
        texts: their indices, by key.
    """

    key: str
    shingles: Shingles
    texts: tuple[int, ...]


def find_copies(texts: Sequence[str]) -> list[int]:
    """Find the texts that are the same text, give or take editing.

    Args:
        texts: any texts, cleaned ones for a good result.

    Returns:
        A label per text, counted from 0 by first appearance; copies have the same label.

    >>> report = "The leaders of the two countries met in Astana on Thursday to discuss trade and transport."
    >>> find_copies([report, "Rain is expected in the north.", report + " They signed two agreements."])
    [0, 1, 0]
    """
    labels = [0] * len(texts)
    for label, group in enumerate(group_copies(texts)):
        for member in group.members:
            labels[member.index] = label
    return labels


def group_copies(
    texts: Sequence[str],
    *,
    settings: CopySettings | None = None,
    keys: Sequence[str] | None = None,
    signatures: Signatures | None = None,
) -> tuple[CopyGroup, ...]:
    """Group texts into copy groups, with the evidence for every member.

    Args:
        texts: any texts.
        settings: from when on texts count as copies; `CopySettings()` by default.
        keys: the texts' document ids, which break ties; hashes of the texts do where none are given.
        signatures: `sign(texts)`, uint32 [n, 128], where it is known already; another threshold needs no new ones.

    Returns:
        The groups by first appearance; a text without copies is a group of one.

    Raises:
        ValueError: `keys` or `signatures` are not as many as `texts`.
    """
    settings = settings or CopySettings()
    if keys is not None and len(keys) != len(texts):
        message = f"{len(keys)} keys for {len(texts)} texts"
        raise ValueError(message)
    if signatures is not None and signatures.shape != (len(texts), PERMUTATIONS):
        message = f"signatures of shape {signatures.shape} for {len(texts)} texts"
        raise ValueError(message)
    wordings, apart = _wordings(texts, keys if keys is not None else [_content_key(text) for text in texts])
    shingles = [wording.shingles for wording in wordings]
    firsts = [wording.texts[0] for wording in wordings]
    rows = signatures[firsts] if signatures is not None else sign_shingles(shingles)
    neighbours = _neighbours(texts, wordings, propose_pairs(shingles, rows), settings)
    stars = cover_with_stars([len(wording.texts) for wording in wordings], neighbours)
    groups = [_group(wordings, members, neighbours) for members in stars.values()]
    groups += [CopyGroup(index, (_centre(index),)) for index in apart]
    return tuple(sorted(groups, key=lambda group: group.members[0].index))


def _wordings(texts: Sequence[str], keys: Sequence[str]) -> tuple[list[_Wording], list[int]]:
    """The distinct wordings, longest first, and the texts that are too tiny to be anybody's copies."""
    found: dict[bytes, tuple[Shingles, list[int]]] = {}
    apart: list[int] = []
    for index, text in enumerate(texts):
        shingles = shingle(text)
        if len(shingles) < TINY:
            apart.append(index)
        else:
            found.setdefault(shingles.tobytes(), (shingles, []))[1].append(index)
    wordings: list[_Wording] = []
    for shingles, indices in found.values():
        indices.sort(key=lambda index: keys[index])
        wordings.append(_Wording(keys[indices[0]], shingles, tuple(indices)))
    wordings.sort(key=lambda wording: (-len(wording.shingles), wording.key))
    return wordings, apart


def _neighbours(
    texts: Sequence[str],
    wordings: Sequence[_Wording],
    pairs: Sequence[tuple[int, int]],
    settings: CopySettings,
) -> Neighbours:
    """The candidate pairs that are copies, each from both sides."""
    neighbours: dict[int, dict[int, Resemblance]] = defaultdict(dict)
    facts: dict[int, Facts] = {}
    for first, second in pairs:
        exact = compare(wordings[first].shingles, wordings[second].shingles)
        if not exact.passes(settings):
            continue
        for at in (first, second):
            if at not in facts:
                facts[at] = read_facts(texts[wordings[at].texts[0]])
        if not is_form(facts[first], facts[second], exact):
            neighbours[first][second] = neighbours[second][first] = exact
    return neighbours


def _group(wordings: Sequence[_Wording], members: Sequence[int], neighbours: Neighbours) -> CopyGroup:
    """The copy group of one star, whose centre comes first: the texts of all its wordings."""
    centre, *others = members
    first, *same = wordings[centre].texts
    found = [_centre(first), *(CopyMember(index, 1.0, 1.0, "same") for index in same)]
    for at in others:
        alike = neighbours[centre][at]
        relation = _relation(alike, longer=len(wordings[at].shingles) > len(wordings[centre].shingles))
        found += [
            CopyMember(index, alike.jaccard, alike.containment, relation) for index in wordings[at].texts
        ]
    return CopyGroup(first, tuple(sorted(found, key=lambda member: member.index)))


def _relation(alike: Resemblance, *, longer: bool) -> Relation:
    """What a member is to the centre: the two measures part where the texts' lengths do."""
    if alike.jaccard > alike.containment / 2:
        return "same"
    return "contains" if longer else "excerpt"


def _centre(index: int) -> CopyMember:
    return CopyMember(index, 1.0, 1.0, "centre")


def _content_key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
