"""Similar events as they are published: only those that are there, also when only some were grouped again."""

from __future__ import annotations

from flows.groups import settle_similar
from flows.records import Record


def event(name: str, **similar: float) -> Record:
    return {"id": name, "similar": [{"id": other, "score": score} for other, score in similar.items()]}


def similar_of(events: list[Record]) -> dict[str, dict[str, float]]:
    return {each["id"]: {other["id"]: other["score"] for other in each["similar"]} for each in events}


def test_what_is_gone_is_similar_to_nothing() -> None:
    assert similar_of(settle_similar([event("a", b=0.4, gone=0.3), event("b", a=0.4)])) == {
        "a": {"b": 0.4},
        "b": {"a": 0.4},
    }


def test_what_was_not_looked_at_again_stays_similar() -> None:
    now = [event("a", new=0.2), event("new", a=0.2), event("c", a=0.5)]
    before = [event("a", b=0.4, c=0.5), event("b", a=0.4)]
    assert similar_of(settle_similar(now, before))["a"] == {"c": 0.5, "new": 0.2}


def test_three_at_most_and_ties_go_to_ids() -> None:
    events = [event("a", e=0.2, d=0.2, c=0.2, b=0.1), *map(event, "bcde")]
    assert list(similar_of(settle_similar(events))["a"]) == ["c", "d", "e"]


def test_events_of_an_older_run_have_none() -> None:
    assert settle_similar([{"id": "a"}]) == [{"id": "a", "similar": []}]
