"""Mining: what the spun documents of an output propose for the swap table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from cleaners.spin_mining import propose_pairs, table_lines
from flows.published import open_published

# Rules whose repairs may be new to the table; names and phrases are known already.
RULES: Final = frozenset({"model", "counts"})
HEAD: Final = """\
# Pairs that several documents propose and that no table has. Delete what is wrong; what is right can go to
# cleaners/data/spin/swaps_en.tsv, whose format this is.
"""


def mine_spin(output: Path, to: Path | None) -> int:
    """Write the proposed pairs as a table to be edited.

    Args:
        output: the folder that runs publish to.
        to: the file; standard output where it is None.

    Returns:
        How many pairs are proposed.

    Raises:
        NotFound: nothing is published there.
    """
    edits = open_published(output).records("edits")
    found = (
        (edit["document"], edit["before"], edit["after"], edit["confidence"])
        for edit in edits
        if edit["step"] == "spin" and edit["rule"] in RULES
    )
    proposals = propose_pairs(found)
    text = HEAD + "".join(f"{line}\n" for line in table_lines(proposals))
    if to is None:
        sys.stdout.write(text)
    else:
        to.write_text(text, encoding="utf-8")
    return len(proposals)
