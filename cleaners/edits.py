"""Edits: how a text changes here, and how every change is taken back.

A cleaner that hands back a new text hides what it did. So a text step never returns text: it returns edits,
spans of the text that it was given with what should stand there instead, and the one small engine in this file
applies them. A change without an audit trail cannot be written, and undoing is replaying the trail backwards.

Some steps see more once a first repair is in place (double mojibake, a credit line under a share bar). They
run in rounds until nothing changes, and `compose` folds the rounds into one set of edits on the first input.

Spans with types and scores that a later step applies are dolma's idea; the replayable explanation is ftfy's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

Tier = Literal["applied", "suggested"]

# Rounds a step may take to come to rest. Real documents take one or two; three leaves were never seen.
MAX_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class Edit:
    """One change that a step proposes.

    Attributes:
        step: the step that proposes it: `encoding`, `boilerplate`, `spin`, `mend`.
        rule: the rule within the step, a short stable name.
        start: first code point of the span, in the text that the step received.
        end: one past its last code point; `start == end` is an insertion.
        before: the text of the span; kept, so that every edit can be undone.
        after: what stands there afterwards; empty for a deletion.
        confidence: 0 to 1; 1 means provable.
        tier: `applied` edits change the text, `suggested` ones only stand in the record.
        evidence: what decided, in words for a person.
    """

    step: str
    rule: str
    start: int
    end: int
    before: str
    after: str
    confidence: float = 1.0
    tier: Tier = "applied"
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after a step, with what the step did to it.

    Attributes:
        text: the text with the applied edits in it.
        edits: the applied edits, in order of `start`, not overlapping.
        suggestions: edits that were only suggested; their offsets are into the step's input as well.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    suggestions: tuple[Edit, ...] = ()

    def revert(self) -> str:
        """Give back the text that the step received.

        >>> apply_edits("a [ad_1] b", [Edit("x", "ad", 1, 8, " [ad_1]", "")]).revert()
        'a [ad_1] b'
        """
        return revert_edits(self.text, self.edits)


def apply_edits(text: str, edits: Iterable[Edit]) -> Edited:
    """Apply the edits of tier `applied` to text; keep the suggested ones beside it.

    Args:
        text: what the edits' offsets refer to.
        edits: in any order; applied ones must not overlap.

    Returns:
        The edited text with its edits in order.

    Raises:
        ValueError: an edit's `before` is not what stands in its span, or two applied edits overlap.

    >>> apply_edits("official go to", [Edit("spin", "phrase", 9, 14, "go to", "visit")]).text
    'official visit'
    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    applied: list[Edit] = []
    suggested: list[Edit] = []
    pieces: list[str] = []
    done = 0
    for edit in ordered:
        if text[edit.start : edit.end] != edit.before:
            message = (
                f"{edit.step}/{edit.rule}: the text at {edit.start}:{edit.end} is not the edit's 'before'"
            )
            raise ValueError(message)
        if edit.tier == "suggested":
            suggested.append(edit)
            continue
        if edit.before == edit.after:
            continue
        if edit.start < done:
            message = (
                f"{edit.step}/{edit.rule}: the edit at {edit.start}:{edit.end} overlaps the one before it"
            )
            raise ValueError(message)
        pieces += [text[done : edit.start], edit.after]
        done = edit.end
        applied.append(edit)
    pieces.append(text[done:])
    return Edited("".join(pieces), tuple(applied), tuple(suggested))


def revert_edits(text: str, edits: Sequence[Edit]) -> str:
    """Undo one step's applied edits: the inverse of `apply_edits`.

    Args:
        text: the step's output.
        edits: its applied edits, in order.

    Raises:
        ValueError: the text does not carry these edits.
    """
    pieces: list[str] = []
    done = shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.after)
        if start < done or text[start:end] != edit.after:
            message = f"{edit.step}/{edit.rule}: the text at {start}:{end} is not the edit's 'after'"
            raise ValueError(message)
        pieces += [text[done:start], edit.before]
        done = end
        shift += len(edit.after) - len(edit.before)
    pieces.append(text[done:])
    return "".join(pieces)


def compose(first: Edited, second: Edited) -> Edited:
    """Fold two rounds of one step into a single set of edits on the first round's input.

    Edits of both rounds that touch become one edit: its rule names theirs joined by `+`, its confidence is the
    lowest. All others keep their rule. Suggestions are those of the second round whose span the first round
    left alone; the first round's own are out of date by then.

    >>> once = apply_edits("abc", [Edit("s", "one", 1, 2, "b", "BB")])
    >>> twice = apply_edits(once.text, [Edit("s", "two", 2, 4, "Bc", "d")])
    >>> both = compose(once, twice)
    >>> both.text, both.revert(), [edit.rule for edit in both.edits]
    ('aBd', 'abc', ['one+two'])
    """
    suggestions = tuple(moved for edit in second.suggestions if (moved := _trace_back(edit, first)))
    if not second.edits:
        return Edited(second.text, first.edits, suggestions)
    original = first.revert()
    edits: list[Edit] = []
    shift = 0  # how far the text between the rounds runs ahead of the original, up to the current cluster
    for cluster in _touching(first.edits, second.edits):
        earlier, later = cluster
        grown = sum(len(edit.after) - len(edit.before) for edit in earlier)
        if not later:
            edits += earlier
        elif not earlier:
            edits += [replace(edit, start=edit.start - shift, end=edit.end - shift) for edit in later]
        elif merged := _merge(earlier, later, original, first.text, shift):
            edits.append(merged)
        shift += grown
    return Edited(second.text, tuple(edits), suggestions)


def to_fixed_point(
    text: str, propose: Callable[[str], Iterable[Edit]], *, rounds: int = MAX_ROUNDS
) -> Edited:
    """Run one step in rounds until it proposes no further change, and compose the rounds.

    A text that has not come to rest after `rounds` is left as it was: an edit that the next run would edit
    again is not one to trust. (Adversarial input does this, such as a thousand nested signatures.)

    Args:
        text: the step's input.
        propose: the step, as a function from text to edits on that text.
        rounds: how many rounds it gets.
    """
    result = apply_edits(text, propose(text))
    for _ in range(rounds):
        if not result.edits:
            return result
        following = apply_edits(result.text, propose(result.text))
        result = compose(result, following)
        if not following.edits:
            return result
    return Edited(text)


# --- composing: both rounds' edits as intervals on the text between them -------------------------------------


def _touching(first: Sequence[Edit], second: Sequence[Edit]) -> Iterator[tuple[list[Edit], list[Edit]]]:
    """Clusters of first-round and second-round edits whose intervals on the middle text overlap or touch."""
    spans: list[tuple[int, int, bool, Edit]] = []
    shift = 0
    for edit in first:
        spans.append((edit.start + shift, edit.start + shift + len(edit.after), False, edit))
        shift += len(edit.after) - len(edit.before)
    spans += [(edit.start, edit.end, True, edit) for edit in second]
    spans.sort(key=lambda span: span[:3])
    cluster: tuple[list[Edit], list[Edit]] = ([], [])
    reach = -1
    for start, end, is_later, edit in spans:
        if start > reach and any(cluster):
            yield cluster
            cluster = ([], [])
        cluster[is_later].append(edit)
        reach = max(reach, end)
    if any(cluster):
        yield cluster


def _merge(earlier: list[Edit], later: list[Edit], original: str, middle: str, shift: int) -> Edit | None:
    """One edit on the original for touching edits of both rounds; None where the rounds cancel out."""
    grown = sum(len(edit.after) - len(edit.before) for edit in earlier)
    start = min(earlier[0].start, later[0].start - shift)
    end = max(earlier[-1].end, later[-1].end - shift - grown)
    after = middle[start + shift : end + shift + grown]
    for edit in reversed(later):
        at = edit.start - start - shift
        after = after[:at] + edit.after + after[at + len(edit.before) :]
    if original[start:end] == after:
        return None
    edits = [*earlier, *later]
    return replace(
        earlier[0],
        rule="+".join(dict.fromkeys(edit.rule for edit in edits)),
        start=start,
        end=end,
        before=original[start:end],
        after=after,
        confidence=min(edit.confidence for edit in edits),
        evidence="; ".join(dict.fromkeys(edit.evidence for edit in edits if edit.evidence)),
    )


def _trace_back(suggestion: Edit, first: Edited) -> Edit | None:
    """A second-round suggestion with its offsets on the original, or None where the first round was at work."""
    shift = 0
    for edit in first.edits:
        start = edit.start + shift
        if start >= suggestion.end:
            break
        if start + len(edit.after) > suggestion.start:
            return None
        shift += len(edit.after) - len(edit.before)
    return replace(suggestion, start=suggestion.start - shift, end=suggestion.end - shift)
