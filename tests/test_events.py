from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.date_mentions import find_dates
from cleaners.document import Article, Dateline
from cleaners.event_candidates import propose_pairs
from cleaners.event_measures import measure_pairs
from cleaners.event_scores import score_events
from cleaners.event_signature import COPIES, POWER, SEED, sign_events
from cleaners.event_table import tabulate
from cleaners.event_terms import event_terms
from cleaners.events import find_events, group_events
from cleaners.linkage import average_linkage
from cleaners.number_mentions import find_numbers
from cleaners.settings import EventSettings

SEEDS = Path(__file__).parent.parent / "seeds"
SEED_EVENTS = [0, 0, 1, 1, 1]
TITLE_LINE = {"000": 0, "001": 2, "002": 0, "003": None, "004": 0}

WORDS = [
    "Putin",
    "Tokayev",
    "Sochi",
    "Astana",
    "quake",
    "minister",
    "budget",
    "court",
    "fire",
    "bridge",
    "vote",
    "strike",
    "met",
    "said",
    "killed",
    "signed",
    "August",
    "19",
    "9",
    "November",
    "12",
    "dead",
    "6.4",
    "percent",
    "million",
    "the",
    "of",
    "in",
    "and",
    "on",
]
texts = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
days = st.sampled_from([None, "2022-08-19", "2022-08-20", "2023-11-09", "nonsense", ""])
articles = st.lists(
    st.builds(
        Article,
        title=st.none() | texts,
        text=texts,
        published=days,
        language=st.sampled_from([None, "en", "de", "xx"]),
    ),
    max_size=6,
)


def read_seeds(*, with_noise: bool) -> list[Article]:
    """The seeds by hand: the headline as title, the rest as text, with or without its worst noise."""
    seeds = []
    for path in sorted(SEEDS.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        at = TITLE_LINE[path.name[:3]]
        title = lines[at] if at is not None else None
        body = lines[at + 1 :] if at is not None else lines
        if not with_noise:
            noise = ("[ad_", "Source link", "Related Articles", "Adblock", "Desative", "Support Independent")
            body = [line for line in body if line != title and not line.startswith(noise)]
        seeds.append(Article(title=title, text="\n".join(body)))
    return seeds


def first_seen(labels: list[int]) -> list[int]:
    seen: dict[int, int] = {}
    return [seen.setdefault(label, len(seen)) for label in labels]


def partition(labels: list[int], items: list[int]) -> set[frozenset[int]]:
    return {frozenset(items[at] for at, other in enumerate(labels) if other == label) for label in labels}


def contents(groups: set[frozenset[int]], given_articles: list[Article]) -> list[list[str]]:
    """Groups by what their articles say: articles with the same content stand for each other."""
    return sorted(sorted(repr(given_articles[at]) for at in group) for group in groups)


@pytest.mark.parametrize("with_noise", [False, True])
def test_seeds_in_any_order(*, with_noise: bool) -> None:
    seeds = read_seeds(with_noise=with_noise)
    every = 3 if with_noise else 11  # the noisy ones are the harder
    for order in itertools.islice(itertools.permutations(range(5)), 0, None, every):
        labels = find_events([seeds[at] for at in order])
        assert labels == first_seen([SEED_EVENTS[at] for at in order])


def test_seeds_stay_right_among_two_hundred_others() -> None:
    seeds = read_seeds(with_noise=False)
    others = [
        Article(f"Village {n} opens bakery {n * 7}", f"A baker opened shop {n * 7} in village {n}.")
        for n in range(220)
    ]
    assert first_seen(find_events([*seeds, *others])[:5]) == SEED_EVENTS


def test_seed_groups_say_why() -> None:
    first, second = group_events(read_seeds(with_noise=False))
    assert first.dates == ("--08-19",)
    assert second.dates == ("--11-09",)
    assert {"Putin", "Tokayev"} <= set(first.names)
    assert first.label.startswith("Putin")
    assert all(
        "Tokayev" in member.why or "Putin" in member.why for member in (*first.members, *second.members)
    )


def test_nothing_in_nothing_out() -> None:
    assert find_events([]) == []
    assert group_events([]) == ()


@given(articles, st.data())
@settings(max_examples=60, deadline=None)
def test_order_of_input_changes_nothing(given_articles: list[Article], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(given_articles))))
    straight = partition(find_events(given_articles), list(range(len(given_articles))))
    shuffled = partition(find_events([given_articles[at] for at in order]), order)
    assert contents(straight, given_articles) == contents(shuffled, given_articles)


@given(articles)
@settings(max_examples=60, deadline=None)
def test_unrelated_article_changes_nothing(given_articles: list[Article]) -> None:
    stranger = Article(
        "Zebrafish hatchery",
        "Zebrafish larvae thrive at Quillabamba hatchery, zoologists report.",
        language="en",
    )
    alone = find_events(given_articles)
    together = find_events([*given_articles, stranger])
    assert together[:-1] == alone
    assert together[-1] not in alone


@given(articles, st.data())
@settings(max_examples=60, deadline=None)
def test_copies_stay_together(given_articles: list[Article], data: st.DataObject) -> None:
    copies = [data.draw(st.integers(0, 3)) for _ in given_articles]
    events = group_events(given_articles, copies=copies)
    event_of = {member.index: number for number, event in enumerate(events) for member in event.members}
    assert sorted(event_of) == list(range(len(given_articles)))
    for one, other in itertools.combinations(event_of, 2):
        assert copies[one] != copies[other] or event_of[one] == event_of[other]


@given(
    st.lists(
        st.builds(Article, title=st.none() | st.text(), text=st.text(), published=st.none() | st.text()),
        max_size=4,
    )
)
@settings(max_examples=60, deadline=None)
def test_never_raises_on_any_text(given_articles: list[Article]) -> None:
    assert len(find_events(given_articles)) == len(given_articles)


@pytest.mark.parametrize(
    "text",
    ["\ud800" * 40, "\0" * 99, "\n" * 100_000, "9" * 100_000, "a" * 100_000, "中" * 5000, "1.2," * 9999],
)
def test_odd_texts(text: str) -> None:
    assert find_events([Article(text, text), Article(None, text + " x")]) in ([0, 0], [0, 1])


@pytest.mark.parametrize(
    "piece", ["19 August ", "Aug 1 ", "1,000.", "$5 bn ", "Putin met ", "12.12.", "de d'", "1. de "]
)
def test_repetition_does_not_hang(piece: str) -> None:
    event_terms(Article(None, piece * 20_000, language="en"))
    event_terms(Article(None, piece * 20_000, language="de"))


def test_a_pair_scores_the_same_both_ways() -> None:
    terms = [event_terms(seed) for seed in read_seeds(with_noise=True)]
    straight = score_events(terms).chance_of()
    turned = score_events(terms[::-1]).chance_of()
    assert straight == {(4 - other, 4 - one): chance for (one, other), chance in turned.items()}


def test_minhash_proposes_what_is_alike_and_little_else() -> None:
    seeds = [event_terms(seed) for seed in read_seeds(with_noise=False)]
    others = [
        event_terms(Article(f"All about {word}", f"{word} " * 40, language="en")) for word in "abcdefgh"
    ]
    rows, columns = propose_pairs(tabulate([*seeds, *others]))
    proposed = set(zip(rows.tolist(), columns.tolist(), strict=True))
    assert {(0, 1), (2, 4)} <= proposed
    assert all(second < 5 for _, second in proposed)


def test_longest_copy_speaks_and_the_earliest_and_latest_days_count() -> None:
    text = "LUNDAR, March 4 - A 6.4 quake struck Marovia and killed 14 people in Keshti."
    copies = [
        Article(None, text[:60], "2021-03-05", dateline=Dateline("LUNDAR")),
        Article("Quake kills 14 in Keshti", text, "2021-03-04", dateline=Dateline("LUNDAR")),
    ]
    (event,) = group_events(copies, copies=[7, 7])
    assert event.label == "Quake kills 14 in Keshti"
    assert (event.first_seen, event.last_seen) == ("2021-03-04", "2021-03-05")
    assert event.places == ("LUNDAR",)
    assert [(member.index, member.why, member.closest) for member in event.members] == [
        (0, "same text", 1),
        (1, "same text", 0),
    ]
    assert event.dates == ("2021-03-04",)


def test_label_without_any_headline() -> None:
    (event,) = group_events([Article(None, " ".join(str(n) for n in range(30)))])
    assert event.label == "0 1 2 3 4 5 6 7 8 9 10 11"


def test_cut_is_a_setting() -> None:
    seeds = read_seeds(with_noise=False)
    assert len(group_events(seeds, settings=EventSettings(link=1.0))) == 5
    # Two of one event that name no day alike; leads that name other days stay apart at any cut.
    assert [len(group_events(seeds[3:], settings=EventSettings(link=link))) for link in (1.0, 0.001)] == [
        2,
        1,
    ]


def test_last_month_is_no_other_day() -> None:
    day = Article(None, "KESHTI, 19 August - A quake hit Keshti in Marovia.", "2022-08-20", language="en")
    late = Article(None, "On 20 September Keshti mourned the dead of the quake of last month.", language="en")
    rows, others = np.array([0]), np.array([1])
    for published, apart in (("2022-09-20", 0), ("2022-12-20", 1), (None, 1)):
        terms = [event_terms(day), event_terms(replace(late, published=published))]
        (measures,) = measure_pairs(terms, tabulate(terms), rows, others)
        assert measures["other day"].tolist() == [apart]


def test_a_run_of_two_is_known_as_one() -> None:
    quake = Article(None, "A quake hit Keshti in Marovia and left fourteen dead.", language="en")
    for others, most in ((1, 1), (3, 3), (9, 5)):
        run = [
            quake,
            *(Article(None, f"{quake.text} It was report {n}.", language="en") for n in range(others)),
        ]
        terms = [event_terms(article) for article in [*run, Article(None, "Tea prices fell.", language="en")]]
        table = tabulate(terms)
        (measures,) = measure_pairs(terms, table, *propose_pairs(table))
        assert measures["company, most"].max() == most
        assert measures["company, least"].min() == most


def test_similar_events_say_how_similar() -> None:
    first, second = group_events(read_seeds(with_noise=False))
    for event, other in ((first, 1), (second, 0)):
        for index, chance in event.similar:
            assert index == other
            assert 0 < chance <= 1


def test_another_cut_needs_no_second_reading() -> None:
    scored = score_events([event_terms(seed) for seed in read_seeds(with_noise=False)])
    assert scored.label(0.5) == SEED_EVENTS
    assert len(set(scored.label(1.0))) == 5
    near = list(scored.borderline(0.5, within=0.4))
    assert near == sorted(near, key=lambda found: abs(found[1] - 0.5))
    assert list(scored.borderline(0.5, within=0.0)) == []


def test_known_terms_are_not_read_again() -> None:
    seeds = read_seeds(with_noise=False)
    terms = [event_terms(seed) for seed in seeds]
    assert group_events(seeds, terms=terms) == group_events(seeds)


def test_an_event_counts_its_texts_and_its_sites() -> None:
    text = "LUNDAR, March 4 - A 6.4 quake struck Marovia and killed 14 people in Keshti."
    articles = [
        Article("Quake in Keshti", text, site="one.example"),
        Article("Keshti quake", text, site="two.example"),
    ]
    (event,) = group_events(articles, copies=[1, 1])
    assert (event.texts, event.sources, event.similar) == (1, 2, ())
    assert event.representative in {0, 1}


def test_signatures_are_those_of_datasketch() -> None:
    table = tabulate([event_terms(Article("Keshti", "Quake in Keshti", language="en"))])
    (row,) = sign_events(table)
    items = (table.words + table.numbers).tocoo()
    copies = np.clip(np.rint((items.data / 8) ** POWER), 1, COPIES).astype(int)
    minhash = MinHash(num_perm=len(row), seed=SEED, scheme="affine32")
    for column, count in zip(items.coords[1], copies, strict=True):
        minhash.update_batch([f"{table.vocabulary[column]}#{copy}".encode() for copy in range(count)])
    assert row.tolist() == minhash.hashvalues.tolist()


def test_three_hundred_articles_that_say_the_same_are_all_proposed() -> None:
    report = "Quake of 6.4 kills 14 in Keshti, Marovia, rescue chief Selim Darau says"
    terms = [event_terms(Article(report, f"{report} in report {n}.", language="en")) for n in range(300)]
    scored = score_events(terms)
    assert {row for pair in scored.pairs for row in pair} == set(range(300))
    assert len(scored.pairs) < 100 * 300


def test_weekdays_are_seen_from_the_day_of_publication() -> None:
    week = [
        Article("Orlan meets Vesk", "Orlan met Vesk in Tirava on Friday.", "2022-08-19", language="en"),
        Article("Vesk sees Orlan", "In Tirava on Friday Vesk saw Orlan.", "2022-08-26", language="en"),
    ]
    assert [event_terms(article).days[0].text for article in week] == ["2022-08-19", "2022-08-26"]
    assert find_events(week) == [0, 1]


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="zip"):
        group_events([Article(), Article()], copies=[1])


def test_average_linkage_makes_no_chain() -> None:
    assert average_linkage({(0, 1): 0.8, (0, 2): 0.1, (1, 2): 0.7}, 3, 0.5) == [0, 0, 1]
    assert average_linkage({}, 0, 0.5) == []


@given(st.integers(1, 8), st.data())
@settings(max_examples=50, deadline=None)
def test_average_linkage_against_its_definition(size: int, data: st.DataObject) -> None:
    scores = np.zeros((size, size))
    for one, other in itertools.combinations(range(size), 2):
        scores[one, other] = scores[other, one] = data.draw(st.integers(0, 1000)) / 1000
    clusters = [[row] for row in range(size)]
    while len(clusters) > 1:
        both = itertools.combinations(range(len(clusters)), 2)
        means = {(a, b): round(float(scores[np.ix_(clusters[a], clusters[b])].mean()), 9) for a, b in both}
        best = max(means, key=lambda pair: means[pair])
        if means[best] < 0.5:
            break
        clusters[best[0]] += clusters.pop(best[1])
    pairs = {(a, b): float(scores[a, b]) for a, b in itertools.combinations(range(size), 2)}
    labels = average_linkage(pairs, size, 0.5)
    assert partition(labels, list(range(size))) == {frozenset(cluster) for cluster in clusters}


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("on August 19, 2022 and 3 May", "en", ["2022-08-19", "--05-03"]),
        ("they may 5 times march 3 miles", "en", []),
        ("Der 3. März und 9.11.2023", "de", ["--03-03", "2023-11-09"]),
        ("le 1er août 2022", "fr", ["2022-08-01"]),
        ("el 19 de agosto de 2022", "es", ["2022-08-19"]),
        ("em 7 de setembro", "pt", ["--09-07"]),
        ("9 ноября 2023 года", "ru", ["2023-11-09"]),
        ("2022-13-40, 31.02.2020, 40 August", "en", []),
        ("2022-08-19", "xx", ["2022-08-19"]),
        ("from 1 to 31 November", "en", []),
    ],
)
def test_dates(text: str, language: str, found: list[str]) -> None:
    assert [mention.text for mention in find_dates(text, language)] == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("28.2bn or 28.2 billion", "en", ["28200000000", "28200000000"]),
        ("25th, 4x4, F16, 2019, 7", "en", []),
        ("19 August, 14 dead", "en", ["14"]),
        ("10,2 pour cent de 3 millions", "fr", ["10.2%", "3000000"]),
        ("4,2 млрд рублей", "ru", ["4200000000"]),
        ("1,234 and 1.234.567", "en", ["1234", "1234567"]),
    ],
)
def test_numbers(text: str, language: str, found: list[str]) -> None:
    assert [number.value for number in find_numbers(text, language, find_dates(text, language))] == found
