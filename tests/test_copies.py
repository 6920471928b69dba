"""Copy groups: deterministic, no chains, every member above the threshold, and the seeds are five texts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.copies import CopyGroup, find_copies, group_copies
from cleaners.digests import is_digest_item
from cleaners.follow_ups import is_follow_up
from cleaners.resemblance import Resemblance, compare
from cleaners.settings import CopySettings
from cleaners.shingles import shingle
from cleaners.signatures import sign
from cleaners.slots import sentences_differ, slots_differ
from cleaners.subjects import first_sentence

FOLDER = Path(__file__).parent.parent / "seeds"
SEEDS = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))]
SENTENCES = [sentence for seed in SEEDS for sentence in seed.split(". ") if len(sentence.split()) > 8][:40]

# Texts made of the same forty sentences: many are copies, excerpts or joined pages of each other.
MOSAICS = st.lists(
    st.lists(st.sampled_from(SENTENCES), max_size=8).map(". ".join) | st.text(max_size=20),
    min_size=1,
    max_size=9,
)


def partition(texts: Sequence[str], labels: Sequence[int]) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for text, label in zip(texts, labels, strict=True):
        groups.setdefault(label, []).append(text)
    return sorted(sorted(group) for group in groups.values())


def in_words(texts: Sequence[str], groups: Sequence[CopyGroup]) -> list[tuple[str, list[tuple[str, str]]]]:
    return sorted(
        (texts[group.centre], sorted((texts[member.index], member.why("it")) for member in group.members))
        for group in groups
    )


def test_the_seeds_are_five_texts() -> None:
    assert len(SEEDS) == 5
    assert find_copies(SEEDS) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("seed", SEEDS, ids=range(5))
def test_a_cut_seed_is_a_copy_of_that_seed(seed: str) -> None:
    cut = seed[len(seed) // 10 : len(seed) * 6 // 10]
    assert find_copies([*SEEDS, cut])[5] == SEEDS.index(seed)


@given(MOSAICS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_texts_changes_nothing(texts: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(texts, len(texts))
    assert partition(texts, find_copies(texts)) == partition(shuffled, find_copies(shuffled))
    distinct, again = list(dict.fromkeys(texts)), list(dict.fromkeys(shuffled))
    assert in_words(distinct, group_copies(distinct)) == in_words(again, group_copies(again))


@given(MOSAICS)
@settings(max_examples=60, deadline=None)
def test_every_member_is_a_copy_of_its_centre(texts: list[str]) -> None:
    groups = group_copies(texts)
    assert sorted(member.index for group in groups for member in group.members) == list(range(len(texts)))
    for group in groups:
        assert [member.index for member in group.members if member.relation == "centre"] == [group.centre]
        for member in group.members:
            alike = compare(shingle(texts[group.centre]), shingle(texts[member.index]))
            if member.relation != "centre":
                assert (member.jaccard, member.containment) == (alike.jaccard, alike.containment)
                assert alike.passes(CopySettings())


@given(MOSAICS)
@settings(max_examples=30, deadline=None)
def test_labels_count_up_by_first_appearance(texts: list[str]) -> None:
    labels = find_copies(texts)
    assert list(dict.fromkeys(labels)) == list(range(max(labels) + 1))


@given(MOSAICS)
@settings(max_examples=30, deadline=None)
def test_known_signatures_give_the_same_groups(texts: list[str]) -> None:
    assert group_copies(texts, signatures=sign(texts)) == group_copies(texts)


def test_another_threshold_needs_no_new_signatures() -> None:
    text = " ".join(SENTENCES[:10])
    texts = [text, " ".join([*SENTENCES[:7], *SENTENCES[20:23]])]
    rows = sign(texts)
    assert len(group_copies(texts, signatures=rows)) == 1
    strict = CopySettings(jaccard=0.9, containment=0.95)
    assert len(group_copies(texts, signatures=rows, settings=strict)) == 2


def test_members_say_why_they_belong() -> None:
    whole = ". ".join(SENTENCES[:12])
    texts = [whole, "LONDON, August 19 (Nordic Wire) - " + whole, ". ".join(SENTENCES[2:5])]
    (group,) = group_copies(texts, keys=["a", "b", "c"])
    words = {member.index: member.why("X") for member in group.members}
    assert words[group.centre] == "centre of its group"
    assert words[1 - group.centre] == "Jaccard 0.99 with X"
    assert words[2] == "excerpt: 1.00 of it stands in X"
    texts = [whole, ". ".join(SENTENCES[2:5]), ". ".join(SENTENCES[2:5]), ". ".join(SENTENCES[2:5])]
    (group,) = group_copies(texts)
    assert [member.relation for member in group.members] == ["contains", "centre", "same", "same"]
    assert group.members[2].why("X") == "the wording of X"


@given(MOSAICS)
@settings(max_examples=40, deadline=None)
def test_a_chosen_centre_is_one_that_all_members_are_copies_of(texts: list[str]) -> None:
    groups = group_copies(texts)
    chosen = group_copies(texts, choose=lambda indices: (len(indices) - 1, "the last"))
    assert [[member.index for member in group.members] for group in groups] == [
        [member.index for member in group.members] for group in chosen
    ]
    for group in chosen:
        assert group.why == ("the only one" if len(group.members) == 1 else "the last")
        for member in group.members:
            alike = compare(shingle(texts[group.centre]), shingle(texts[member.index]))
            assert member.index == group.centre or alike.passes(CopySettings())


def test_keys_break_ties() -> None:
    texts = ["one two three four five six seven eight nine"] * 3
    assert group_copies(texts, keys=["c", "a", "b"])[0].centre == 1


def test_keys_and_signatures_must_fit() -> None:
    with pytest.raises(ValueError, match="1 keys for 2 texts"):
        group_copies(["a", "b"], keys=["a"])
    with pytest.raises(ValueError, match="signatures of shape"):
        group_copies(["a", "b"], signatures=sign(["a"]))


def test_an_excerpt_is_found_among_many_texts() -> None:
    chance = random.Random(3)
    words = sorted({word for seed in SEEDS for word in seed.split()})
    texts = [" ".join(chance.choices(words, k=600)) for _ in range(120)]
    excerpts = [" ".join(text.split()[200:245]) for text in texts]
    assert find_copies(texts + excerpts) == [*range(120), *range(120)]


def test_many_versions_of_one_text_are_one_group_and_of_one_form_none() -> None:
    chance = random.Random(4)
    words = SEEDS[0].split()
    versions = [" ".join(word if chance.random() > 0.03 else "other" for word in words) for _ in range(200)]
    assert set(find_copies(versions)) == {0}
    form = "The low at Aldren tonight will be around {} degrees, with {} percent chance of rain and gusts of {} km."
    filled = [form.format(*chance.sample(range(100, 999), 3)) for _ in range(200)]
    assert len(group_copies(filled)) > 190


@pytest.mark.parametrize("text", ["", "\x00", "\ud800 \udfff", "\n" * 10**5, "a" * 10**6], ids=range(5))
def test_no_text_raises(text: str) -> None:
    assert len(find_copies([text, text, "x"])) == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [("❶", "❷"), ("፩", "፪"), ("9" * 400, "8" * 400), (f"0.{'0' * 322}1", f"0.{'0' * 322}2"), ("٣", "٤")],
    ids=["circled", "no decimal", "four hundred digits", "next to nothing", "Arabic"],
)
def test_odd_figures_in_one_slot_are_read(first: str, second: str) -> None:
    text = (
        "The ministry said on Monday that output of the northern plant rose to 120 tonnes in March from 110 tonnes in "
        "April, line {} of the old plant {} and that 12 ships and 14 trains would carry it to the neighbours. The bank "
        "sold 300 shares at 17.5 crowns and 400 shares at 18.5 crowns, and dealers in Oslo said that 25 customers had asked."
    )
    assert find_copies([text.format(first, "stands"), text.format(second, "rests")]) == [0, 0]


def test_a_word_is_a_denial_in_its_own_place_and_beside_a_fact_alone() -> None:
    alike = compare(shingle("one two three four five"), shingle("one two three four six"))

    def differ(first: str, second: str) -> bool:
        return slots_differ(first.split(), second.split(), ((), ()), alike)

    assert differ(
        "dealers call the direct supply of 12 crowns", "dealers call the indirect supply of 12 crowns"
    )
    assert not differ("dealers call the formation of supply", "dealers call the information of supply")
    assert not differ("dealers call direct and 12 crowns", "dealers call very indirect 12 crowns")


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("through April 6", "through April 7", True),
        ("through April 6", "through 6 April", False),
        ("through April 6", "through Apr six", False),
        ("through 28 de febrero", "through 6 de abril", True),
        ("through 5 de abril", "through 6 de abril", True),
        ("through 25 февраля", "through 6 апреля", True),
        ("through 31 Januar", "through 1 Februar", True),
        ("through Monday", "through April 6", False),
        ("in March 1997", "in March 1998", True),
        ("in 1997 and 1998", "in 1998", False),
        ("with 1200 ships", "with 1300 ships", False),
        ("as of 1900 GMT", "as of 2000 GMT", False),
        ("for 1947 people", "for 1950 people", False),
        ("taken out 12 at a time", "taken out 14 at a time", False),
        ("in nine out of ten places", "in eight out of ten places", False),
        ("that may two of them buy", "that may three of them buy", False),
        ("through May 2", "through May 3", True),
        ("through 3 déc", "through 3 dec", False),
        ("through 3 juin", "through 3 juillet", True),
    ],
)
def test_another_day_or_year_in_one_place_of_the_first_sentence_is_told(
    first: str, second: str, *, differ: bool
) -> None:
    long_ago = Resemblance(900, 0.9, 0.93, 960)
    sentence = "Prices of the reserve {} were given for twelve kinds of grain and nine ports"
    found = sentences_differ(sentence.format(first).split(), sentence.format(second).split(), long_ago)
    assert found is differ


def test_a_stamp_at_the_head_of_a_page_tells_no_other_day() -> None:
    stamp = "Last updated {} April 2020 at 10:00"
    first, second = (stamp.format(day).split() for day in (6, 7))
    assert not sentences_differ(first, second, Resemblance(900, 0.9, 0.93, 960))


def test_a_follow_up_needs_a_new_head_on_both_sides_and_a_rest() -> None:
    background = [f"background{at}" for at in range(80)]
    old, new = ([f"{name}{at}" for at in range(40)] for name in ("old", "new"))
    in_part = Resemblance(70, 0.45, 0.65, 110)
    assert is_follow_up([*old, *background], [*new, *background], in_part)
    assert not is_follow_up([*old, *background], background, in_part)
    assert not is_follow_up([*old, *background], [*new, *old, *background], in_part)
    assert not is_follow_up([*old, *background], [*new, *background], Resemblance(90, 0.6, 0.75, 120))
    assert not is_follow_up([*old[:30], *background[:9]], [*new[:30], *background[:9]], in_part)


def test_a_digest_has_datelines_in_capitals_with_or_without_a_day_and_an_agency() -> None:
    items = ["OSLO, Nov. 3 (Wire) — Rain is near.", "КАРСК - Шахтёры спасены.", "SÃO PAULO – Banks are shut."]
    assert is_digest_item(items[0], "\n\n".join(items))
    assert not is_digest_item("\n\n".join(items[:2]), "\n\n".join(items))
    assert not is_digest_item(items[0], "\n\n".join(items[:2]))
    facts = (
        "Nine ships are in. The tenth is near.\n\nWHO - The crew.\n\nWHAT - The tenth ship.\n\nWHEN - Soon."
    )
    assert not is_digest_item("Nine ships are in. The tenth is near.", facts), "a story with a box"
    assert not is_digest_item(
        "Rain is near.", "Rain is near.\n\nThe talks - in Oslo - go on.\n\nBanks - all - are shut."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Москва приняла закон о бюджете. Потом было 5 дней.", "Москва приняла закон о бюджете"),
        ("Le café est fermé depuis l'été. Il rouvre.", "Le café est fermé depuis l'été"),
        ("Oslo\n\nFunds rose to 5.6 pct in a week. Then it fell.", "Oslo\n\nFunds rose to 5.6 pct in a week"),
        ("OSLO, Nov. 3 (Wire) - Funds rose in a week of rain. It fell.", "Funds rose in a week of rain"),
        ("Funds of the U.S. Treasury rose\n\nThen it fell.", "Funds of the U.S. Treasury rose"),
    ],
    ids=["Cyrillic", "accents", "a short first line", "a dateline", "a paragraph"],
)
def test_a_first_sentence_ends(text: str, sentence: str) -> None:
    start, end = first_sentence(text)
    assert text[start:end] == sentence
