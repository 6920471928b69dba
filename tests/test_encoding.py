"""Encoding repair: the laws, what the edits look like, and the five seeds."""

from __future__ import annotations

import re
import time
from pathlib import Path

import numpy as np
import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.codepages import (
    LEGACY_PATHS,
    SINGLE_BYTE,
    byte_table,
    codecs_of,
    decode_whole,
    find_utf8,
    likely_codecs,
)
from cleaners.diff import changed_words, changed_words_by_line
from cleaners.edits import apply_edits
from cleaners.encoding import fix_encoding
from cleaners.letter_weights import weigh
from cleaners.letters import code_points, least_cost, odd_at
from cleaners.misread import reread
from cleaners.misread_legacy import _costs_of_sample, _possible
from cleaners.misread_wide import reread_wide

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))

# Text that is likely to be touched: what mojibake is made of, references, controls, marks, lost letters.
TELLING = re.findall(f"[{''.join(MOJIBAKE_CATEGORIES.values())}]", "".join(map(chr, range(0x20, 0xD800))))
CODECS = ("latin-1", "cp1252", "cp1251", "cp1250", "mac-roman", "cp437")
SNIPPETS = [
    "&amp;",
    "&eacute;",
    "&#8217;",
    "&lt;",
    "\x1b[0m",
    "\x00",
    "\ufeff",
    "\ud83d",
    "\ude00",
    "”Aa",
    "Bb“c",
]


@st.composite
def damaged_words(draw: st.DrawFn) -> str:
    word = draw(st.text("abcéñüłşжя’“–", min_size=1, max_size=8))
    return word.encode().decode(draw(st.sampled_from(CODECS)), "replace")


PIECES = st.one_of(
    damaged_words(),
    st.sampled_from(SNIPPETS),
    st.text([*TELLING, *"ab \ufffd?"], max_size=6),
    st.text(max_size=4),
)
LINES = st.lists(PIECES, max_size=6).map(" ".join)
TEXTS = st.lists(LINES, max_size=4).map("\n".join)


@settings(deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=2))
def test_undo_and_rest(text: str, siblings: list[str]) -> None:
    edited = fix_encoding(text, siblings=siblings)
    assert edited.revert() == text
    assert apply_edits(text, edited.edits).text == edited.text
    assert all(edit.step == "encoding" and edit.evidence for edit in edited.edits + edited.suggestions)
    again = fix_encoding(edited.text, siblings=siblings)
    assert (again.text, again.edits) == (edited.text, ())


@settings(deadline=None)
@given(TEXTS)
def test_no_nul_and_no_half_of_a_surrogate_pair_is_left(text: str) -> None:
    cleaned = fix_encoding(text).text
    assert "\x00" not in cleaned
    cleaned.encode()


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="&")))
def test_ascii_prose_is_untouched(text: str) -> None:
    assert fix_encoding(text).text == text


@pytest.mark.parametrize("codec", ["latin-1", "cp1252", "cp1251", "cp1250", "cp437", "koi8-r", "cp866"])
def test_misread_letters_look_odd(codec: str) -> None:
    for char in "éüñçßøåşğčžłąśжяпαλمه“”–’€":
        assert len(odd_at(code_points(f"a{char.encode().decode(codec, 'replace')}a"))), char


@settings(deadline=None)
@given(st.text("ab é Ã©?", max_size=30), st.text("ab é Ã©?", max_size=30))
def test_changed_words_lead_from_before_to_after(before: str, after: str) -> None:
    pieces, done = [], 0
    for change in changed_words(before, after):
        assert done <= change.start <= change.end
        pieces += [before[done : change.start], change.after]
        done = change.end
    assert "".join([*pieces, before[done:]]) == after


@settings(deadline=None)
@given(st.lists(st.tuples(LINES, LINES), max_size=4))
def test_words_of_all_lines_at_once_are_those_of_each(lines: list[tuple[str, str]]) -> None:
    pairs = [tuple(line.replace("\n", " ") for line in pair) for pair in lines]
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    alone = [changed_words(*pair) for pair in zip(before, after, strict=True)]
    assert changed_words_by_line(before, after) == alone
    same = [(line, line.replace("Ã", "Ä").replace("é", "e\u0301")) for line in before]
    assert changed_words_by_line(*map(list, zip(*same, strict=True)) if same else ([], [])) == [
        changed_words(*pair) for pair in same
    ]


@settings(deadline=None)
@given(st.lists(st.text("aé\u4e00Ã\ufffd", max_size=5), min_size=1, max_size=6))
def test_each_line_is_weighed_by_itself(lines: list[str]) -> None:
    together = weigh(lines)
    assert [weight.beyond for weight in together] == [
        sum(not char.isascii() for char in line) for line in lines
    ]
    for weight, line in zip(together, lines, strict=True):
        assert [weight] == weigh([line])
        points = code_points(f"\n{line}\n")
        assert (weight.odd, weight.odd_inside) == (len(odd_at(points)), len(odd_at(points[1:-1])))
        assert (weight.cost, weight.cost_inside) == (least_cost(points)[0], least_cost(points[1:-1])[0])


@settings(deadline=None)
@given(st.text("aéñ“€жя→한", min_size=1), st.sampled_from(SINGLE_BYTE))
def test_what_a_codec_explains_whole_begins_with_a_letter_in_it(text: str, codec: str) -> None:
    table = [bytes((byte,)).decode(codec, "ignore") or chr(byte) for byte in range(256)]
    damaged = "".join(table[byte] for byte in text.encode())
    if text.isascii():
        return
    assert decode_whole(damaged, codec) == text
    assert codec in codecs_of(damaged)
    points = code_points(damaged)
    best, covered = likely_codecs(points, len(SINGLE_BYTE))[0]
    assert np.array_equal(find_utf8(points, best).inside, points > 0x7F)
    assert covered == np.count_nonzero(points > 0x7F)


@settings(deadline=None)
@given(st.text("Ïðèâåò Ìèð«»ab.", min_size=2))
def test_legacy_codecs_are_ranked_by_what_the_text_would_cost(text: str) -> None:
    points = code_points(text)
    beyond = points > 0x7F
    chars, places, times = np.unique(points[beyond], return_inverse=True, return_counts=True)
    numbers, becomes = _possible(chars, times)
    symbols = points.astype(np.int64)
    symbols[beyond] = 0x80 + places
    for number, cost in zip(numbers, _costs_of_sample(symbols, becomes), strict=True):
        read_as, codec = LEGACY_PATHS[number]
        assert cost == least_cost(code_points(text.encode(read_as).decode(codec)))[0]


def test_lines_of_one_document_misread_in_several_codecs() -> None:
    gold = "El año pasado la economía española creció más de lo que decían los análisis de la nación."
    codecs = ["cp1252", "mac-roman", "cp850", "latin-1"]
    edited = fix_encoding("\n".join(gold.encode().decode(codec) for codec in codecs))
    assert edited.text.split("\n") == [gold] * len(codecs)


@pytest.mark.parametrize("wide", ["gbk", "cp932", "big5", "cp949"])
def test_a_document_misread_in_a_wide_and_a_narrow_codec(wide: str) -> None:
    russian = "Сегодня утром городской совет утвердил бюджет на следующий год, сообщает газета."
    french = "L'été dernier, la société a été créée là-bas, derrière la forêt, très près des étangs."
    lines = [russian.encode().decode(wide, "replace"), french.encode().decode("latin-1").replace("\xa0", " ")]
    fixed = fix_encoding("\n".join(lines)).text
    assert fixed.split("\n")[1] == french
    assert fixed.split("\n")[0] == fix_encoding(lines[0]).text


def test_an_edit_is_a_word_with_its_path() -> None:
    (edit,) = fix_encoding("Ayer ganÃ³ EspaÃ±a.".replace("ganÃ³", "gana")).edits
    assert (edit.rule, edit.before, edit.after) == ("mojibake", "EspaÃ±a", "España")
    assert edit.evidence == "encoded as latin-1, decoded as utf-8"


def test_rules_have_their_names() -> None:
    text = "l\x92eau &amp; le cafÃ© \x07 \ud83d"
    assert {edit.rule for edit in fix_encoding(text).edits} == {
        "c1-quotes",
        "entity",
        "mojibake",
        "control",
        "surrogate",
    }


def test_tags_are_only_suggested() -> None:
    edited = fix_encoding("wrote &lt;b&gt;")
    assert edited.text == "wrote &lt;b&gt;"
    assert [(edit.after, edit.tier) for edit in edited.suggestions] == [
        ("<", "suggested"),
        (">", "suggested"),
    ]


def test_references_that_touch_are_one_edit() -> None:
    edited = fix_encoding("Он сказал: &#1076;&#1072; &lt;&amp;gt;&#1085; &foo;&eacute; &amp;&copy;")
    assert edited.text == "Он сказал: да &lt;&amp;gt;н &foo;é &©"
    found = sorted((edit.start, edit.before, edit.tier) for edit in edited.edits + edited.suggestions)
    assert [(before, tier) for _, before, tier in found] == [
        ("&#1076;&#1072;", "applied"),
        ("&lt;&amp;gt;", "suggested"),
        ("&#1085;", "applied"),
        ("&eacute;", "applied"),
        ("&amp;&copy;", "applied"),
    ]
    assert edited.edits[0].evidence == "2 character references"
    assert edited.edits[1].evidence == "the character reference &#1085;"
    assert fix_encoding("https://news.example/&amp;&copy;").text == "https://news.example/&&copy;"


def test_a_sibling_edit_says_how_many_copies_agree() -> None:
    (edit,) = fix_encoding(
        "la ma\ufffdana del", siblings=["la mañana del", "ayer la mañana del", "otro"]
    ).edits
    assert (edit.rule, edit.evidence) == ("sibling", "between the same words in 2 of 3 other copies")


def test_a_word_that_comes_twice_is_restored_by_its_neighbours() -> None:
    copy = "en el año nuevo hay un ano mecánico"
    damaged = "en el a\ufffdo nuevo hay un ano mec\ufffdnico"
    assert fix_encoding(damaged, siblings=[copy]).text == copy


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_seeds(seed: Path) -> None:
    text = seed.read_text(encoding="utf-8")
    edited = fix_encoding(text)
    inserted = [
        text[edit.start - 7 : edit.start] + "|" + text[edit.start : edit.start + 6] for edit in edited.edits
    ]
    expected = ["Pravda”|Tokaev", "ration”|Rosato", "Rosatom|“I am "] if seed.name.startswith("002") else []
    assert inserted == expected
    assert {edit.rule for edit in edited.edits} <= {"lost-space"}
    assert edited.revert() == text


@pytest.mark.parametrize(
    "unit",
    [
        "Ð¿Ñ€Ð¸Ð²ÐµÑ‚ ",
        "aÃ©",
        "â€",
        "ÃƒÂ©",
        "&amp;",
        "&amp",
        "\x1b[",
        "\ufffd",
        "a\ufffd ",
        "“a”Bc ",
        "“",
        "”A",
        "<a ",
        "?a",
    ],
)
def test_long_lines_end(unit: str) -> None:
    line = unit * (100_000 // len(unit))
    start = time.process_time()
    assert fix_encoding(line, siblings=[line[:50_000]]).revert() == line
    assert (
        time.process_time() - start < 20
    )  # takes 1 s at most on a slow machine; anything quadratic takes minutes


def test_every_code_page_is_taken_back() -> None:
    text = "Die Größe der Brücke überrascht: „Schön“, sagte Łukasz Đurić – 40 € für Šárka."
    for codec in SINGLE_BYTE:
        misread = "".join(
            bytes((byte,)).decode(codec, "ignore") or (chr(byte) if byte < 0xA0 else "\ufffd")
            for byte in text.encode()
        )
        if "\ufffd" not in misread:
            assert fix_encoding(misread).text == text, codec


def test_the_evidence_names_path_and_gain() -> None:
    damaged = "Мэр города сообщил, что мост закрыт.".encode().decode("koi8-r")
    evidence = {edit.evidence.partition(";")[0] for edit in fix_encoding(damaged).edits}
    assert evidence == {"utf-8 read as koi8-r"}
    assert all("nats likelier" in edit.evidence for edit in fix_encoding(damaged).edits)


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(SINGLE_BYTE))
def test_shapes_are_those_that_python_decodes(text: str, codec: str) -> None:
    points = code_points(text)
    found = find_utf8(points, codec)
    table = byte_table(codec)
    for start in np.flatnonzero(found.first).tolist():
        end = start + 1
        while end < len(points) and found.inside[end] and not found.first[end]:
            end += 1
        assert table[points[start:end]].tobytes().decode() == chr(found.points[start])


def test_a_line_that_is_fine_is_not_read_again() -> None:
    lines = ["Größe und Maß", "старый мост", "قال الوزير", "这座桥"]
    assert [reading.text for reading in reread(lines)] == lines


@pytest.mark.parametrize("codec", ["gbk", "cp932", "big5", "cp949"])
def test_what_good_east_asian_text_encodes_to_is_no_evidence(codec: str) -> None:
    lines = [
        "会议于周三在北京举行，各方代表出席。",
        "市長は昨日、新しい図書館の開館を発表した。",
        "대통령은 9일 공동 기자회견을 열었다.",
        "ﾃｷｽﾄ ﾃﾞｰﾀ ﾉ ﾎｿﾞﾝ ｶﾝﾘｮｳ",
    ]
    holed = [line.encode(codec, "replace").decode(codec).replace("?", "\ufffd") for line in lines]
    for line in (*lines, *holed, *(line[::2] for line in lines)):
        assert reread_wide([line], weigh([line]), 0.0) == {}


def test_a_letter_of_which_no_byte_is_left_is_not_guessed() -> None:
    whole = "Η κυβέρνηση ανακοίνωσε νέα μέτρα για την οικονομία."
    edited = fix_encoding(whole.encode().decode("euc_kr", "replace"))
    assert "\ufffd" in edited.text
    assert all(a in {b, "\ufffd"} for a, b in zip(edited.text, whole, strict=True))


def test_a_line_that_looks_well_is_read_as_its_document_has_proven() -> None:
    whole = "Die Straßenbahn fährt wieder über die große Brücke, früher als geplant.\nDie Brücke ist fertig."
    first, _, second = whole.encode().decode("gbk").partition("\n")
    assert fix_encoding(second).edits == ()
    assert fix_encoding(f"{first}\n{second}").text == whole
    assert fix_encoding(f"{first}\nHerr 眉 und El Niño.").text.endswith("\nHerr 眉 und El Niño.")
