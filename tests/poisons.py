"""Documents that do to their process what a bug in a parser does: hang, crash, eat memory, end without a word.

No real page does this to order, and the product holds no code for it. So a module that Python runs by itself when it
starts, `sitecustomize`, is put into the path of the children and makes two steps of cleaning obey words such as
`poison:hang`: extraction those that begin with `poison`, the text steps those that begin with `late-poison`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SITECUSTOMIZE: Final = """
import ctypes, os, signal, sys, time
if sys.argv[:1] == ["-m"]:
    from cleaners import clean as _
    core = sys.modules["cleaners.clean"]

    def wrong(poison):
        if poison == "hang": time.sleep(1e6)
        if poison == "spin":
            while True: pass
        if poison == "segfault": ctypes.string_at(0)
        if poison == "abort": os.abort()
        if poison == "eat": [bytearray(1 << 20) for _ in iter(int, 1)]
        if poison == "leave": os._exit(0)
        if poison == "exit": sys.exit(0)
        if poison == "garbage": print("{}" * 9999, flush=True); os.write(1, b"garbage"); os.write(2, b"")
        if poison == "defect": raise KeyError(poison)
        if poison == "recurse": wrong(poison)
        if poison == "kill": os.kill(os.getpid(), signal.SIGKILL)

    def poisoned(step, word):
        def run(data, **options):
            for part in str(getattr(data, "text", data)).split():
                if part.startswith(word + ":"): wrong(part[len(word) + 1:].strip("'"))
            return step(data, **options)
        return run

    core.read_article = poisoned(core.read_article, "poison")
    core.clean_article = poisoned(core.clean_article, "late-poison")
"""

# What a run turns each of them away for. One more, `garbage`, prints to where answers go, and stays a document.
POISONS: Final[Mapping[str, str]] = {
    "hang": "timed-out",
    "spin": "timed-out",
    "segfault": "crashed",
    "abort": "crashed",
    "eat": "out-of-memory",
    "leave": "crashed",
    "exit": "crashed",
    "defect": "failed",
    "recurse": "failed",
    "kill": "crashed",
}
