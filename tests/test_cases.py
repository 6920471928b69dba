"""One runner for every step's cases: `tests/cases/<step>/{wild,negative,synthetic,known_failures}.json`.

A case is data: a label, an input and what should come of it. The runners below say how a step is called and
what of its result is compared; a case names only the fields that it is about. A known failure is a strict
xfail: the day it passes, the suite fails until the case is moved to where it belongs.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaners import (
    Article,
    Document,
    Reject,
    clean,
    decode,
    extract,
    find_copies,
    find_events,
    fix_encoding,
    strip_boilerplate,
    unspin,
)
from cleaners.plain import read_plain

CASES = Path(__file__).parent / "cases"
KINDS = ("wild", "negative", "synthetic", "known_failures")

Case = dict[str, Any]


def run_decode(case: Case) -> Case:
    """`bytes` (base64) or `text` + `codec` in; `text` and `encoding` out."""
    data = base64.b64decode(case["bytes"]) if "bytes" in case else case["text"].encode(case["codec"])
    decoded = decode(data, content_type=case.get("content_type"))
    return {"text": decoded.text, "encoding": decoded.encoding, "replaced": decoded.replaced}


def run_extract(case: Case) -> Case:
    """`html` or `text` in; the article's fields or `reject` out."""
    return _fields(extract(case["html"], url=case.get("url")) if "html" in case else read_plain(case["text"]))


def run_encoding(case: Case) -> Case:
    return {"text": fix_encoding(case["text"], siblings=case.get("siblings", ())).text}


def run_boilerplate(case: Case) -> Case:
    edited = strip_boilerplate(case["text"], title=case.get("title"))
    return {"text": edited.text, "rules": sorted({edit.rule for edit in edited.edits})}


def run_spin(case: Case) -> Case:
    unspun = unspin(case["text"], siblings=case.get("siblings", ()), gate=case.get("gate"))
    return {"text": unspun.text, "spun": unspun.spun}


def run_clean(case: Case) -> Case:
    data = Article(**case["article"]) if "article" in case else case["text"]
    return _fields(clean(data, media_type=case.get("media_type")))


def run_copies(case: Case) -> Case:
    return {"groups": _relabel(find_copies(case["texts"]))}


def run_events(case: Case) -> Case:
    return {"groups": _relabel(find_events([Article(**article) for article in case["articles"]]))}


RUNNERS: dict[str, Callable[[Case], Case]] = {
    "decode": run_decode,
    "extract": run_extract,
    "encoding": run_encoding,
    "boilerplate": run_boilerplate,
    "spin": run_spin,
    "clean": run_clean,
    "copies": run_copies,
    "events": run_events,
}


def _fields(result: Article | Document | Reject) -> Case:
    if isinstance(result, Reject):
        return {"reject": result.reason.value}
    fields = {name: getattr(result, name) for name in result.__slots__ if hasattr(result, name)}
    if result.dateline is not None:
        fields["dateline"] = {name: getattr(result.dateline, name) for name in result.dateline.__slots__}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def _relabel(labels: list[int]) -> list[int]:
    """Number the groups by first appearance, so that a case need not know the labels."""
    seen: dict[int, int] = {}
    return [seen.setdefault(label, len(seen)) for label in labels]


def _cases() -> Iterator[Any]:
    for step in RUNNERS:
        for kind in KINDS:
            path = CASES / step / f"{kind}.json"
            for case in json.loads(path.read_text(encoding="utf-8")) if path.exists() else []:
                marks = [pytest.mark.xfail(reason=case.get("comment", case["label"]))]
                yield pytest.param(
                    step,
                    kind,
                    case,
                    id=f"{step}-{kind}-{case['label']}",
                    marks=marks if kind == "known_failures" else [],
                )


@pytest.mark.parametrize(("step", "kind", "case"), list(_cases()))
def test_case(step: str, kind: str, case: Case) -> None:
    expect = case.get("expect", {})
    if kind == "negative" and "text" in case and "text" not in expect:
        expect = {**expect, "text": case["text"]}  # a negative stays as it is
    assert expect, "a case says what it expects"
    got = RUNNERS[step](case)
    assert {name: got.get(name) for name in expect} == expect


@pytest.mark.parametrize("step", RUNNERS)
def test_every_step_has_twenty_cases_and_half_of_them_are_negatives(step: str) -> None:
    counts = {
        kind: len(json.loads(path.read_text(encoding="utf-8")))
        for kind in KINDS
        if (path := CASES / step / f"{kind}.json").exists()
    }
    assert sum(counts.values()) >= 20
    assert counts.get("negative", 0) >= 10
