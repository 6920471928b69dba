"""How many pages `decode` reads exactly: `python -m benchmarks.decode`.

The pages are sentences in 17 languages and 28 charsets under 14 kinds of labels, right and wrong. They are not
part of this repository; `COPYDESK_DATA` says where they are, and without them this says so and ends.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from cleaners.decode import decode

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data")) / "encoding" / "decode_dev.jsonl.gz"


def comparable(text: str) -> str:
    """The page without its mark, soft hyphens and the filler behind the gold text."""
    return text.lstrip("\ufeff").replace("\xad", "").split("<!--")[0].strip()


def main() -> None:
    """Print the share of exact pages by case, the misread charsets, and the speed."""
    if not DATA.exists():
        print(f"skipped: {DATA} is absent")
        return
    exact: dict[str, list[bool]] = defaultdict(list)
    missed: dict[str, int] = defaultdict(int)
    spent = size = 0.0
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            data = base64.b64decode(page["b64"])
            start = time.process_time()
            decoded = decode(data, content_type=page["header"])
            spent += time.process_time() - start
            size += len(data) / 1e6
            right = comparable(decoded.text) == comparable(page["gold"])
            exact[page["case"]].append(right)
            exact["all"].append(right)
            if not right and "--misses" in sys.argv:
                missed[
                    f"{page['case'][:2]} {page['lang']} {page['enc']} read as {decoded.encoding}: {decoded.evidence}"
                ] += 1
    for case in sorted(exact):
        print(
            f"{case:44} {len(exact[case]):5} pages {100 * sum(exact[case]) / len(exact[case]):6.1f} % exact"
        )
    print(f"{size / spent:.2f} MB/s of CPU time")
    for miss, count in sorted(missed.items()):
        print(count, miss)


if __name__ == "__main__":
    main()
