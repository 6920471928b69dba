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

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from cleaners.copy_index import CopyIndex, index_texts
from cleaners.links import NO_LINKS, Links, extend_links
from cleaners.resemblance import TINY, Resemblance
from cleaners.settings import CopySettings
from cleaners.signatures import Signatures
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
        centre: which text the others are copies of: the group's representative.
        members: all of them, the centre too, by index.
        why: why this text is the centre.
    """

    centre: int
    members: tuple[CopyMember, ...]
    why: str = "the only one"


# Chooses one of some texts, by index, as the centre of a group: its position among them, and the reason.
Choose = Callable[[Sequence[int]], tuple[int, str]]


@dataclass(frozen=True, slots=True)
class _Wording:
    """Texts that are equal but for white space: compared once, however often they came.

    Attributes:
        extent: how many distinct shingles they have.
        texts: their indices, by key.
    """

    extent: int
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
    choose: Choose | None = None,
) -> tuple[CopyGroup, ...]:
    """Group texts into copy groups, with the evidence for every member.

    Args:
        texts: any texts.
        settings: from when on texts count as copies; `CopySettings()` by default.
        keys: the texts' document ids, which decide between texts of one wording; their order does where none are
            given.
        signatures: `sign(texts)`, uint32 [n, 128], where it is known already; another threshold needs no new ones.
        choose: see `group_links`.

    Returns:
        The groups by first appearance; a text without copies is a group of one.

    Raises:
        ValueError: `keys` or `signatures` are not as many as `texts`.
    """
    index = index_texts(texts, signatures=signatures)
    links = extend_links(
        index, NO_LINKS, lambda rows: [texts[row] for row in rows.tolist()], settings=settings
    )
    return group_links(index, links, keys=keys, choose=choose)


def group_links(
    index: CopyIndex, links: Links, *, keys: Sequence[str] | None = None, choose: Choose | None = None
) -> tuple[CopyGroup, ...]:
    """Group texts by the links between them.

    Which texts are together is decided within what hangs together by links, so that the groups of some texts come
    out the same whether or not others, which no link leads to, are there.

    Args:
        index: the texts; signatures and phrases are not looked at.
        links: which of them are copies of which.
        keys: as in `group_copies`.
        choose: picks the centre of a group out of those of its texts of which all the others are copies. None: the
            text that resembles the others most.

    Returns:
        The groups by first appearance; a text without copies is a group of one.

    Raises:
        ValueError: `keys` are not as many as the texts, or a link leads to a text that is not there.
    """
    if keys is not None and len(keys) != len(index):
        message = f"{len(keys)} keys for {len(index)} texts"
        raise ValueError(message)
    wordings, place_of, apart = _wordings(index, keys)
    neighbours = _neighbours(links, wordings, place_of)
    stars = cover_with_stars([len(wording.texts) for wording in wordings], neighbours)
    groups = [_group(wordings, members, neighbours, choose) for members in stars.values()]
    groups += [CopyGroup(row, (_centre(row),)) for row in apart]
    return tuple(sorted(groups, key=lambda group: group.members[0].index))


def _wordings(
    index: CopyIndex, keys: Sequence[str] | None
) -> tuple[list[_Wording], dict[int, int], list[int]]:
    """The wordings, longest first, their places by digest, and the texts that are too tiny to be anybody's copies."""
    texts: dict[int, list[int]] = defaultdict(list)
    apart: list[int] = []
    extents = index.extents.tolist()
    for row, digest in enumerate(index.digests.tolist()):
        if extents[row] < TINY:
            apart.append(row)
        else:
            texts[digest].append(row)
    if keys is not None:
        for rows in texts.values():
            rows.sort(key=keys.__getitem__)
    order = sorted(texts, key=lambda digest: (-extents[texts[digest][0]], digest))
    wordings = [_Wording(extents[texts[digest][0]], tuple(texts[digest])) for digest in order]
    return wordings, {digest: place for place, digest in enumerate(order)}, apart


def _neighbours(links: Links, wordings: Sequence[_Wording], place_of: dict[int, int]) -> Neighbours:
    """What each wording is a copy of, by place."""
    neighbours: dict[int, dict[int, Resemblance]] = defaultdict(dict)
    for low, high, shared in zip(*(array.tolist() for array in links.to_arrays().values()), strict=True):
        if low not in place_of or high not in place_of:
            message = "a link leads to a text that is not in the index"
            raise ValueError(message)
        first, second = place_of[low], place_of[high]
        alike = Resemblance.of(shared, wordings[first].extent, wordings[second].extent)
        neighbours[first][second] = neighbours[second][first] = alike
    return neighbours


def _group(
    wordings: Sequence[_Wording], star: Sequence[int], neighbours: Neighbours, choose: Choose | None
) -> CopyGroup:
    """The copy group of one star, whose centre comes first: the texts of all its wordings."""
    centre, why = star[0], "resembles the others most"
    first = wordings[centre].texts[0]
    if len(star) == 1 and len(wordings[centre].texts) == 1:
        return CopyGroup(first, (_centre(first),))
    if choose:
        fit = [at for at in star if all(other == at or other in neighbours[at] for other in star)]
        texts = [(index, at) for at in fit for index in wordings[at].texts]
        position, why = choose([index for index, _ in texts])
        first, centre = texts[position]
    members = [_centre(first)]
    members += [CopyMember(index, 1.0, 1.0, "same") for index in wordings[centre].texts if index != first]
    for at in star:
        if at == centre:
            continue
        alike = neighbours[centre][at]
        relation = _relation(alike, longer=wordings[at].extent > wordings[centre].extent)
        members += [
            CopyMember(index, alike.jaccard, alike.containment, relation) for index in wordings[at].texts
        ]
    return CopyGroup(first, tuple(sorted(members, key=lambda member: member.index)), why)


def _relation(alike: Resemblance, *, longer: bool) -> Relation:
    """What a member is to the centre: the two measures part where the texts' lengths do."""
    if alike.jaccard > alike.containment / 2:
        return "same"
    return "contains" if longer else "excerpt"


def _centre(index: int) -> CopyMember:
    return CopyMember(index, 1.0, 1.0, "centre")
