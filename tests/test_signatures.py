"""Shingles are stable numbers, and signatures are datasketch's, bit for bit."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from types import ModuleType

import numpy as np
import pytest
from datasketch import MinHash, MinHashLSH
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaners import signatures
from cleaners.alphabet import IRREGULAR, fold_table
from cleaners.shingles import shingle, tokenise
from cleaners.signatures import as_minhash, shingle_hashes, sign, sign_shingles

TEXTS = st.lists(st.text(max_size=60) | st.text(alphabet="ab é漢1 .", max_size=60), max_size=6)
REPORT = "The leaders met in Astana on Thursday and signed 12 agreements on trade, transport and water."


@settings(deadline=None)
@given(TEXTS)
def test_signatures_are_those_of_datasketch(texts: list[str]) -> None:
    rows = sign(texts)
    assert rows.shape == (len(texts), 128)
    assert rows.dtype == np.uint32
    for text, row in zip(texts, rows, strict=True):
        reference = MinHash(num_perm=128, seed=1, scheme="affine32", hashfunc=int)
        for number in shingle_hashes(shingle(text)):
            reference.update(number)
        assert (reference.hashvalues == row).all()


@pytest.fixture(scope="module")
def compiled() -> ModuleType:
    module: ModuleType = pytest.importorskip("cleaners.kernel", exc_type=ImportError)
    return module


@settings(deadline=None)
@given(
    texts=TEXTS
    | st.lists(st.text(st.sampled_from("aZ9 _é\u0301ßﬁ\u00ad漢か\u3099ไ\u0e33각\u11a8’\ud800😀𠀀İ…ς")))
)
@example(texts=["", "a", "x" * 63 + " y", "x" * 64, "x" * 65 + "y z", "x" * 65 + "w z", "\u0301a 漢\u0301b"])
def test_compiled_code_gives_the_same_bits(texts: list[str], compiled: ModuleType) -> None:
    multipliers, addends = as_minhash(np.empty(128, np.uint32)).permutations
    reference = sign_shingles([shingle(text) for text in texts])
    assert (compiled.sign_texts(texts, multipliers, addends) == reference).all()


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_texts_are_folded_alike_with_and_without_normalising(text: str) -> None:
    assert tokenise(text) == tokenise(text + "\u00ad")


def test_every_regular_character_is_folded_as_unicode_does() -> None:
    text = " ".join(f"a{chr(code)}b" for code in np.flatnonzero((fold_table() & IRREGULAR) == 0))
    assert tokenise(text) == tokenise(text + "\u00ad")


def test_a_small_batch_loads_no_compiler_and_numba_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import sys; from cleaners import sign; sign(['a b c']); print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "cleaners.kernel", raising=False)
    monkeypatch.delattr("cleaners.kernel", raising=False)
    monkeypatch.setattr(signatures, "_WORTH_LOADING", 0)
    signatures.load_kernel.cache_clear()
    assert signatures.load_kernel() is None
    assert sign([REPORT]).shape == (1, 128)
    signatures.load_kernel.cache_clear()


def test_a_text_of_many_shingles_is_signed_in_parts_with_the_same_result() -> None:
    text = " ".join(map(str, range(140_000)))
    reference = MinHash(num_perm=128, seed=1, scheme="affine32", hashfunc=int)
    reference.update_batch(shingle_hashes(shingle(text)).tolist())
    assert (sign([text])[0] == reference.hashvalues).all()


def test_datasketch_takes_the_rows() -> None:
    texts = [
        REPORT,
        "Rain is expected in the north of the country tonight.",
        REPORT + " They also had dinner.",
    ]
    index = MinHashLSH(num_perm=128, params=(42, 3))
    for at, row in enumerate(sign(texts)):
        index.insert(at, as_minhash(row))
    assert sorted(index.query(as_minhash(sign([REPORT])[0]))) == [0, 2]


def test_a_text_without_words_has_the_empty_signature() -> None:
    rows = sign(["", " \n", "* * *", "a"])
    assert (rows[:3] == 0xFFFFFFFF).all()
    assert [as_minhash(row).is_empty() for row in rows] == [True, True, True, False]
    assert sign([]).shape == (0, 128)


def test_the_share_of_equal_places_estimates_the_jaccard_similarity() -> None:
    words = [f"w{number}" for number in range(1000)]
    first, second = " ".join(words[:700]), " ".join(words[300:])
    one, other = set(shingle(first).tolist()), set(shingle(second).tolist())
    rows = sign([first, second])
    assert (rows[0] == rows[1]).mean() == pytest.approx(len(one & other) / len(one | other), abs=0.15)


def test_shingles_do_not_depend_on_the_hash_seed() -> None:
    program = f"from cleaners.shingles import shingle; print(shingle({REPORT!r}).tolist())"
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert printed == {f"{shingle(REPORT).tolist()}\n"}


def test_the_numbers_of_shingles_are_fixed() -> None:
    assert shingle("a b c").tolist() == [0x46E8CE05EAB0DC3D]


@settings(deadline=None)
@given(st.text())
def test_any_text_has_ascending_distinct_shingles(text: str) -> None:
    shingles = shingle(text)
    assert (shingles[1:] > shingles[:-1]).all()
    assert bool(len(shingles)) == bool(tokenise(text))


@settings(deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_text_has_the_same_words_on_the_short_way(text: str) -> None:
    assert tokenise(text) == tokenise(text + " é")[:-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ＡＳＴＡＮＡ ﬁnal", ["astana", "final"]),
        ("co\u00adoperation zero\u200bwidth", ["cooperation", "zerowidth"]),
        ("cafe\u0301 CAFÉ", ["café", "café"]),
        ("snake_case l'été", ["snake", "case", "l", "été"]),
        ("東京タワー 5G", ["東", "京", "タ", "ワ", "ー", "5g"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("a\ud800b", ["a", "b"]),
        ("x" * 130, ["x" * 130]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert tokenise(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10**6,
        "é" * 10**6,
        "漢" * 10**6,
        "\u0301\u0316" * 10**5,
        "a\uff9e\u0316" * 10**5,
        "\n" * 10**6 + "é",
    ],
    ids=["ascii", "latin", "cjk", "marks", "sound-marks", "line-feeds"],
)
def test_a_long_line_does_not_hang(text: str) -> None:
    start = time.process_time()
    shingle(text)
    assert time.process_time() - start < 20
