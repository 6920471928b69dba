"""Which articles report the same event, each in its own words.

A copy is the same text; an event is the same news. Five articles about Putin and Tokayev share people, subject
and half their words, and report two meetings fifteen months apart. The steps, each in a file of its own:

1. what an article says about its event (`event_terms`), weighed by a background that ships with the package;
2. MinHash proposes pairs (`event_signature`, `event_candidates`);
3. a pair gets the probability that it is one event (`event_pairs`);
4. average linkage makes clusters of them (`linkage`), never chains;
5. each event is described, and each member says why it is in (`event_groups`).

A pair's score depends on its two articles and on those nearest to them (`event_neighbours`), and a pair that MinHash
does not propose counts as zero, so an article that has nothing to do with an event changes nothing about it. Copies are one report: their longest
text speaks for all of them, and they always share an event.

Deliberately not done: joining reports across languages, and telling a running story (a trial, a war) from its
events: a story has no edges, an event has a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from cleaners.copies import find_copies
from cleaners.document import Article, Document
from cleaners.event_groups import EventGroup, Report, describe_event
from cleaners.event_scores import score_events
from cleaners.event_terms import EventTerms, event_terms
from cleaners.settings import EventSettings

DEFAULT: Final = EventSettings()
# From this probability of a pair on, two events are worth looking at together.
SIMILAR: Final = 0.1
MOST_SIMILAR: Final = 3


def find_events(articles: Sequence[Article | Document]) -> list[int]:
    """Group articles by the event that they report.

    Args:
        articles: in any order and any mix of languages.

    Returns:
        An event label per article; events are numbered by their first article.

    >>> quake = Article("Quake hits Izmir", "IZMIR, May 3 - A 6.1 quake shook Izmir, killing 12 people.", language="en")
    >>> again = Article("12 dead in Izmir quake", "A quake of 6.1 killed 12 in Izmir on May 3.", language="en")
    >>> other = Article("Cup final moved", "The cup final in Leeds moves to June 9, the league said.", language="en")
    >>> find_events([quake, other, again])
    [0, 1, 0]
    """
    copies = find_copies([article.text for article in articles])
    labels = [0] * len(articles)
    for label, event in enumerate(group_events(articles, copies=copies)):
        for member in event.members:
            labels[member.index] = label
    return labels


def group_events(
    articles: Sequence[Article | Document],
    *,
    settings: EventSettings = DEFAULT,
    copies: Sequence[int] | None = None,
    keys: Sequence[str] | None = None,
    terms: Sequence[EventTerms] | None = None,
) -> tuple[EventGroup, ...]:
    """Group articles by the event that they report, with the evidence.

    Args:
        articles: in any order and any mix of languages.
        settings: the probability from which clusters are joined.
        copies: a label per article; articles with the same label are copies and share an event. None: no copies.
        keys: a key per article that lasts, such as a document's id, for ties; None takes a hash of the content.
        terms: `event_terms` of each article, where they are known already.

    Returns:
        Events by their first article; each article is in exactly one.

    Raises:
        ValueError: `copies`, `keys` or `terms` is not as long as `articles`.
    """
    reports = _reports(articles, copies, keys, terms)
    scored = score_events([report.terms for report in reports])
    labels = scored.label(settings.link)
    members: list[list[int]] = [[] for _ in range(max(labels, default=-1) + 1)]
    for row, label in enumerate(labels):
        members[label].append(row)
    chances = scored.chance_of()
    events = [_describe([reports[row] for row in rows], rows, chances) for rows in members]
    order = sorted(range(len(events)), key=lambda at: events[at].members[0].index)
    similar = _similar(labels, chances)
    place = {label: at for at, label in enumerate(order)}
    return tuple(
        replace(
            events[label],
            similar=tuple((place[other], chance) for other, chance in similar.get(label, ())),
        )
        for label in order
    )


def _similar(
    labels: Sequence[int], chances: Mapping[tuple[int, int], float]
) -> dict[int, list[tuple[int, float]]]:
    """For each event the others whose likeliest pair with it is likeliest."""
    best: dict[int, dict[int, float]] = {}
    for (one, other), chance in chances.items():
        first, second = labels[one], labels[other]
        if first != second and chance >= SIMILAR:
            for here, there in ((first, second), (second, first)):
                known = best.setdefault(here, {})
                known[there] = max(chance, known.get(there, 0.0))
    return {
        here: sorted(there.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_SIMILAR]
        for here, there in best.items()
    }


def _describe(
    reports: Sequence[Report], rows: Sequence[int], scores: Mapping[tuple[int, int], float]
) -> EventGroup:
    inside = [[scores.get((min(one, other), max(one, other)), 0.0) for other in rows] for one in rows]
    return describe_event(reports, inside)


def _reports(
    articles: Sequence[Article | Document],
    copies: Sequence[int] | None,
    keys: Sequence[str] | None,
    known: Sequence[EventTerms] | None,
) -> list[Report]:
    """The distinct texts, sorted by key; the longest text of a copy group stands for it."""
    keys = [_content_key(article) for article in articles] if keys is None else keys
    groups: dict[int, list[int]] = {}
    for index, (_, _, label) in enumerate(
        zip(articles, keys, range(len(articles)) if copies is None else copies, strict=True)
    ):
        groups.setdefault(label, []).append(index)
    reports: list[Report] = []
    for indices in groups.values():
        indices.sort(key=lambda index: (-len(articles[index].text), keys[index], index))
        terms = event_terms(articles[indices[0]]) if known is None else known[indices[0]]
        reports.append(
            Report(tuple(indices), tuple(articles[index] for index in indices), terms, keys[indices[0]])
        )
    return sorted(reports, key=lambda report: report.key)


def _content_key(article: Article | Document) -> str:
    content = "\0".join((article.title or "", article.published or "", article.text))
    return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
