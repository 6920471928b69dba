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
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cleaners.copy_index import CopyIndex, index_texts
from cleaners.links import NO_LINKS, Links, extend_links
from cleaners.resemblance import TINY, Resemblance
from cleaners.settings import CopySettings
from cleaners.signatures import Signatures
from cleaners.stars import Stars, cover_with_stars

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


@dataclass(frozen=True, slots=True, eq=False)
class _Wordings:
    """Texts that are equal but for white space count as one wording: compared once, however often they came.

    Attributes:
        of: int64 [n], the wording of each text; tiny texts have one each, since they are nobody's copies.
        extents: int64 [k], how many distinct shingles each wording has.
        sizes: int64 [k], how many texts.
        first: int64 [p], the one wording of each link.
        second: int64 [p], the other.
        shared: int64 [p], how many shingles both have.
    """

    of: NDArray[np.int64]
    extents: NDArray[np.int64]
    sizes: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    shared: NDArray[np.int64]

    def cover(self) -> Stars:
        return cover_with_stars(self.extents, self.sizes, self.first, self.second, self.shared)

    def resemblance(self, link: int) -> Resemblance:
        first, second = self.first[link], self.second[link]
        return Resemblance.of(int(self.shared[link]), int(self.extents[first]), int(self.extents[second]))


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
    index = index_texts(texts)
    labels = label_links(
        index, extend_links(index, NO_LINKS, lambda rows: [texts[row] for row in rows.tolist()])
    )
    names: dict[int, int] = {}
    return [names.setdefault(label, len(names)) for label in labels.tolist()]


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


def label_links(index: CopyIndex, links: Links) -> NDArray[np.int64]:
    """A label per text, the same for copies: the groups of `group_links` without their evidence, in one sweep.

    Args:
        index: the texts; signatures and phrases are not looked at.
        links: which of them are copies of which.

    Returns:
        int64 [n].

    Raises:
        ValueError: a link leads to a text that is not there.
    """
    wordings = _wordings(index, links)
    return wordings.cover().centres[wordings.of]


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
    wordings = _wordings(index, links)
    stars = wordings.cover()
    texts: dict[int, list[int]] = defaultdict(list)
    for row, wording in enumerate(wordings.of.tolist()):
        texts[wording].append(row)
    if keys is not None:
        for rows in texts.values():
            rows.sort(key=keys.__getitem__)
    members: dict[int, list[int]] = defaultdict(list)
    for wording in texts:
        members[int(stars.centres[wording])].append(wording)
    within = _links_within(wordings, stars)
    groups = [_group(wordings, centre, members[centre], texts, within, choose) for centre in members]
    return tuple(sorted(groups, key=lambda group: group.members[0].index))


def _wordings(index: CopyIndex, links: Links) -> _Wordings:
    """The wordings by digest, with the links between them."""
    digests, rows, of = np.unique(index.digests, return_index=True, return_inverse=True)
    ends = np.stack([links.first, links.second])
    if not np.isin(ends, digests).all():
        message = "a link leads to a text that is not in the index"
        raise ValueError(message)
    places = np.searchsorted(digests, ends)
    tiny = np.flatnonzero(index.extents < TINY)
    of = of.astype(np.int64)
    of[tiny] = len(digests) + np.arange(len(tiny))
    extents = np.concatenate([index.extents[rows], index.extents[tiny]]).astype(np.int64)
    sizes = np.bincount(of, minlength=len(extents)).astype(np.int64)
    return _Wordings(of, extents, sizes, places[0], places[1], links.shared.astype(np.int64))


def _links_within(wordings: _Wordings, stars: Stars) -> Mapping[int, Mapping[int, int]]:
    """The links between members of one star, from both sides: what each wording is a copy of, and by which link."""
    within: dict[int, dict[int, int]] = defaultdict(dict)
    same = np.flatnonzero(stars.centres[wordings.first] == stars.centres[wordings.second])
    for link in same.tolist():
        first, second = int(wordings.first[link]), int(wordings.second[link])
        within[first][second] = within[second][first] = link
    return within


def _group(  # noqa: PLR0913, PLR0917  what a group is made of
    wordings: _Wordings,
    centre: int,
    star: Sequence[int],
    texts: Mapping[int, Sequence[int]],
    within: Mapping[int, Mapping[int, int]],
    choose: Choose | None,
) -> CopyGroup:
    """The copy group of one star: the texts of all its wordings."""
    first, why = texts[centre][0], "resembles the others most"
    if len(star) == 1 and len(texts[centre]) == 1:
        return CopyGroup(first, (_centre(first),))
    if choose:
        others: AbstractSet[int] = set(star)
        fit = [at for at in star if len(others & within.get(at, {}).keys()) == len(star) - 1]
        places = [(index, at) for at in fit for index in texts[at]]
        position, why = choose([index for index, _ in places])
        first, centre = places[position]
    members = [_centre(first)]
    members += [CopyMember(index, 1.0, 1.0, "same") for index in texts[centre] if index != first]
    for at in star:
        if at != centre:
            alike = wordings.resemblance(within[centre][at])
            relation = _relation(alike, longer=bool(wordings.extents[at] > wordings.extents[centre]))
            members += [CopyMember(index, alike.jaccard, alike.containment, relation) for index in texts[at]]
    return CopyGroup(first, tuple(sorted(members, key=lambda member: member.index)), why)


def _relation(alike: Resemblance, *, longer: bool) -> Relation:
    """What a member is to the centre."""
    if alike.same_extent:
        return "same"
    return "contains" if longer else "excerpt"


def _centre(index: int) -> CopyMember:
    return CopyMember(index, 1.0, 1.0, "centre")
