"""How many pages `decode` reads exactly: `python -m benchmarks.decode`.

The pages are sentences in 17 languages and 28 charsets under 14 kinds of labels, right and wrong. They are not
part of this repository; `COPYDESK_DATA` says where they are, and without them this says so and ends.
"""

from __future__ import annotations

import base64
import gzip
import importlib
import importlib.util
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import charset_normalizer

from cleaners.decode import decode

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data")) / "encoding" / "decode_dev.jsonl.gz"


def comparable(text: str) -> str:
    """The page without its mark, soft hyphens and the filler behind the gold text."""
    return text.lstrip("\ufeff").replace("\xad", "").split("<!--")[0].strip()


def peers() -> dict[str, Callable[[bytes], str]]:
    """Detectors that read a page from its bytes alone, those that are installed (`benchmarks/peers.txt`)."""
    found: dict[str, Callable[[bytes], str]] = {
        "charset-normalizer": lambda data: str(charset_normalizer.from_bytes(data).best() or "")
    }
    if importlib.util.find_spec("chardet"):
        detect = importlib.import_module("chardet").detect
        found["chardet"] = lambda data: data.decode(detect(data)["encoding"] or "utf-8", "replace")
    return found


def pages() -> Iterator[dict[str, Any]]:
    """The pages with their bytes."""
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            yield page | {"data": base64.b64decode(page["b64"])}


def is_exact(text: str, page: dict[str, Any]) -> bool:
    """Whether a page was read exactly."""
    return comparable(text) == comparable(page["gold"])


def gate() -> dict[str, float]:
    """The figures that `floors.toml` pins: pages read exactly, of those that did not lose a byte."""
    attainable = [page for page in pages() if "one byte lost" not in page["case"]]
    exact = sum(is_exact(decode(page["data"], content_type=page["header"]).text, page) for page in attainable)
    return {"exact": exact / len(attainable)}


def main() -> None:
    """Print the share of exact pages by case beside the peers, and the speed."""
    if not DATA.exists():
        print(f"skipped: {DATA} is absent")
        return
    exact: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    others = peers()
    spent = size = 0.0
    for page in pages():
        start = time.process_time()
        decoded = decode(page["data"], content_type=page["header"])
        spent += time.process_time() - start
        size += len(page["data"]) / 1e6
        texts = {"copydesk": decoded.text} | {name: read(page["data"]) for name, read in others.items()}
        attainable = ["all attainable"] * ("one byte lost" not in page["case"])
        for name, text in texts.items():
            for case in (page["case"], *attainable):
                exact[case][name].append(is_exact(text, page))
        if "--misses" in sys.argv and not is_exact(decoded.text, page):
            print(page["case"][:2], page["lang"], page["enc"], "read as", decoded.encoding, decoded.evidence)
    print(f"{'pages, exact %':44}" + "".join(f"{name:>20}" for name in ("copydesk", *others)))
    for case, by_name in sorted(exact.items()):
        cells = "".join(f"{100 * sum(right) / len(right):20.1f}" for right in by_name.values())
        print(f"{case:44}{cells}")
    print(f"decoding: {size / spent:.2f} MB/s of CPU time")


if __name__ == "__main__":
    main()
