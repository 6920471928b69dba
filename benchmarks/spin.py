"""How well spun articles are found, and how often a repair is right: `python -m benchmarks.spin`.

Development data outside the repository, in the folder that COPYDESK_DATA names: 81 articles, original and spun by
a simulator that swaps word by word; clean news; tortured phrases; and the seeds. `benchmarks.spinner` makes two more
dialects of them: four in ten pairs of the tables hidden, and another thesaurus. Everything is
measured with no language model, and again with it where the extra `lm` is installed, on the first words of fewer
articles, since each takes seconds.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from time import process_time
from typing import Any, Final
from unittest.mock import patch

from benchmarks import tortured
from benchmarks.spans import tally
from benchmarks.spinner import hiding, spin
from cleaners import spin as step
from cleaners.document import Unspun
from cleaners.edits import Edit
from cleaners.spin import GATE, spin_model, unspin
from cleaners.spin_options import Option
from cleaners.spin_thesaurus import STOP_WORDS
from cleaners.spin_words import split_words

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data"))
PAIRS: Final = DATA / "spin/spun_dev.jsonl"
EVENTS = [DATA / f"events/{name}_dev.jsonl" for name in ("ecbplus", "basil", "neus")]
CORPUS = DATA / "corpus/news.jsonl.gz"
WITH_MODEL: Final = (12, 200)  # articles and words of each
CLEAN_WITH_MODEL: Final = 30  # texts
COST: Final = 40  # one clean text in so many


def main(*, model: bool) -> None:
    """Print all figures."""
    print(f"language model: {spin_model() if model else None}")
    with nullcontext() if model else patch.object(step, "spin_model", lambda: None):
        report_seeds()
        if not PAIRS.exists():
            print(f"no development data at {DATA}: set COPYDESK_DATA; the rest is skipped")
            return
        articles = [article for article in read(PAIRS) if english(article["original"])]
        if model:
            count, words = WITH_MODEL
            articles = [_cut(article, words) for article in articles[:count]]
        report_dialects(articles)
        report_clean("the originals", [article["original"] for article in articles])
        for path in (*EVENTS, CORPUS):
            # Reuters wraps its lines; a phrase is looked for within one line.
            texts = [row["text"].replace("\n", " ") for row in read(path)]
            report_clean(path.name, texts[:: len(texts) // CLEAN_WITH_MODEL] if model else texts)
        if not model:
            report_cost(texts[::COST])
            tortured.report()


def gate() -> dict[str, float]:
    """Our figures without a language model, for `benchmarks.gate`."""
    with patch.object(step, "spin_model", lambda: None):
        articles = [article for article in read(PAIRS) if english(article["original"])]
        clean = [unspin(article["original"]) for article in articles]
        spun = [unspin(article["spun"]) for article in articles]
        thesaurus = [unspin(version["spun"]) for version in _versions(articles, "thesaurus")]
        right, wrong, undone, swaps = judged(articles, spun)
        seed = next(Path("seeds").glob("003*")).read_text(encoding="utf-8")
        spans = tally(seed, unspin(seed).edits)
        news = [unspin(row["text"].replace("\n", " ")) for row in read(CORPUS)[::10]]
        phrases = tortured.read_pairs()
        answers = tortured.out_of_fold(phrases, tortured.by_phrase)
        coverage, tortured_precision = tortured.figures(answers, len(phrases))
    return {
        "auc": auc(spun, clean),
        "auc_other_dialect": auc(thesaurus, clean),
        "precision": right / (right + wrong),
        "recall": undone / swaps,
        "tortured_coverage": coverage,
        "tortured_precision": tortured_precision,
        "terms_in_clean_news": tortured.in_clean_news(),
        "found": sum(bool(result.spun) for result in spun) / len(spun),
        "seed_spans": spans.repaired / spans.spans,
        "seed_right": float(not spans.wrong),
        "clean_left_alone": float(not any(result.edits for result in news)),
    }


def report_seeds() -> None:
    """Only 003 is spun."""
    for path in sorted(Path("seeds").glob("*.txt")):
        began = process_time()
        text = path.read_text(encoding="utf-8")
        result = unspin(text)
        took = process_time() - began
        print(
            f"{path.name[:3]}: score {result.score}, spun {result.spun}, {len(result.edits)} edits, {took:.1f} CPU-s"
        )
        if path.name.startswith("003"):
            found = tally(text, result.edits)
            print(
                f"     {found.repaired} of {found.spans} spun spans outside quotation marks repaired, wrong edits: "
                f"{[(edit.before, edit.after) for edit in found.wrong]}"
            )


def report_dialects(articles: Sequence[dict[str, Any]]) -> None:
    """Detection and repair, by dialect."""
    clean = [unspin(article["original"]) for article in articles]
    for dialect in ("delivered", "hidden", "thesaurus"):
        versions = _versions(articles, dialect)
        with hiding() if dialect == "hidden" else nullcontext():
            spun = [unspin(version["spun"]) for version in versions]
        found = [result.score for result in spun if result.score is not None]
        right, wrong, undone, swaps = judged(versions, spun)
        print(
            f"{dialect}: AUC {auc(spun, clean):.4f}, {sum(score >= GATE for score in found) / len(found):.3f} found; "
            f"{right} right, {wrong} wrong, precision {right / max(1, right + wrong):.3f}, "
            f"recall {undone / swaps:.3f} of {swaps} swaps of content words"
        )
    alarms = sum(result.spun for result in clean)
    print(f"false alarms: {alarms} of {len(clean)} originals")


def _versions(articles: Sequence[dict[str, Any]], dialect: str) -> list[dict[str, Any]]:
    """The articles as spun in a dialect, without those in which nothing was swapped: they are clean."""
    if dialect != "thesaurus":
        return [article for article in articles if article["swaps"]]
    spun = (spin(article["original"], "thesaurus", at) for at, article in enumerate(articles))
    return [{"spun": text, "swaps": swaps} for text, swaps in spun if swaps]


def _cut(article: dict[str, Any], words: int) -> dict[str, Any]:
    original, spun = first_words(article["original"], words), first_words(article["spun"], words)
    return {
        "original": original,
        "spun": spun,
        "swaps": [one for one in article["swaps"] if one["end"] <= len(spun)],
    }


def auc(spun: Sequence[Unspun], clean: Sequence[Unspun]) -> float:
    """How often a spun text scores higher than a clean one."""
    low = [result.score for result in clean if result.score is not None]
    high = [result.score for result in spun if result.score is not None]
    return (
        sum((right > wrong) + 0.5 * (right == wrong) for right in high for wrong in low)
        / len(high)
        / len(low)
    )


def judged(articles: Sequence[dict[str, Any]], results: Sequence[Unspun]) -> tuple[int, int, int, int]:
    """Right and wrong edits, the swaps of content words that the right ones undo, and all such swaps."""
    counts: Counter[str] = Counter()
    for article, result in zip(articles, results, strict=True):
        counts["swaps"] += sum(map(is_content, article["swaps"]))
        for edit in result.edits:
            touched = [one for one in article["swaps"] if one["start"] < edit.end and one["end"] > edit.start]
            right = is_right(article["spun"], edit, touched)
            counts["right" if right else "wrong"] += 1
            counts["undone"] += sum(map(is_content, touched)) if right else 0
    return counts["right"], counts["wrong"], counts["undone"], counts["swaps"]


def is_content(swap: dict[str, Any]) -> bool:
    """Whether a swap is of a content word: the simulator's of function words are mistakes of its alignment."""
    return swap["orig"].lower() not in STOP_WORDS


def is_right(text: str, edit: Edit, swaps: Sequence[dict[str, Any]]) -> bool:
    """Whether an edit gives what undoing the swaps that it touches would give."""
    start = min([edit.start, *(swap["start"] for swap in swaps)])
    end = max([edit.end, *(swap["end"] for swap in swaps)])
    wanted = ""
    done = start
    for swap in swaps:
        wanted += text[done : swap["start"]] + swap["orig"]
        done = swap["end"]
    wanted += text[done:end]
    got = text[start : edit.start] + edit.after + text[edit.end : end]
    return wanted.lower().replace("’", "'") == got.lower().replace("’", "'")


def undoes(text: str, option: Option, swaps: Sequence[dict[str, Any]]) -> bool:
    """Whether a wording undoes the swaps that it touches, one or more."""
    edit = Edit("spin", "", option.start, option.end, text[option.start : option.end], option.after)
    touched = [swap for swap in swaps if swap["start"] < edit.end and swap["end"] > edit.start]
    return bool(touched) and is_right(text, edit, touched)


def report_clean(name: str, texts: Sequence[str]) -> None:
    """What is edited in texts that nobody spun."""
    results = [unspin(text) for text in texts]
    scores = [result.score for result in results if result.score is not None]
    print(
        f"clean, {name}: {len(texts)} texts, {sum(len(text.split()) for text in texts):,} words, "
        f"{sum(result.spun for result in results)} taken for spun, {sum(len(result.edits) for result in results)} "
        f"edits; highest score {max(scores)}"
    )


def report_cost(texts: Sequence[str]) -> None:
    """What clean texts cost that the step has no business with, beside splitting them into words alone."""
    costs = []
    for once in (split_words, unspin, split_words, unspin):  # the first round loads the tables
        began = process_time()
        for text in texts:
            once(text)
        costs.append(process_time() - began)
    words, whole = costs[2:]
    print(
        f"a clean text: {1000 * whole / len(texts):.2f} CPU-ms, {whole / words:.1f} times splitting it into words"
    )


def english(text: str) -> bool:
    """Whether every tenth word or more is one of five that only English has so often; lists and names fail."""
    return len(re.findall(r"\b(?:the|of|and|to|in)\b", text.lower())) > 0.1 * len(text.split())


def first_words(text: str, count: int) -> str:
    """The text up to the end of its word number `count`."""
    ends = [found.end() for found in re.finditer(r"\S+", text)]
    return text[: ends[count - 1]] if len(ends) > count else text


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file, gzipped or not."""
    data = path.read_bytes()
    return [
        json.loads(line) for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    ]


if __name__ == "__main__":
    main(model=False)
    if spin_model() is None:
        print("no language model: install copydesk[lm] for the figures with it")
    else:
        main(model=True)
