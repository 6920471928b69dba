"""Already extracted text: titles found and first paragraphs spared, on the seeds and on anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.dateline import agency_names, read_dateline
from cleaners.document import Article, Dateline, Reason, Reject
from cleaners.plain import read_plain

SEEDS = Path(__file__).parent.parent / "seeds"
LINES = st.sampled_from(
    (
        "",
        " ",
        "Politics",
        "[ad_1]",
        "Advertisement",
        "Old bridge closed until May",
        "MOSCOW, Aug 19 (EFE).- The bridge is closed.",
        "The city council decided on Tuesday to close the old bridge over the river until May.",
        "\r",
        "\x0c",
        "\ud83d",
    )
)
TITLES = {
    "000": "Putin and Tokayev to discuss issues of strategic partnership and cooperation",
    "001": "Putin, Tokayev meet to boost Kazakh-Russian strategic partnership",
    "002": "Putin and Tokayev gave an interview ahead of the meeting on November 9",
    "003": None,
    "004": "Relations between Kazakhstan and Russia have an extraordinary rich past and a bright future - Tokayev",
}
DATELINES = {
    "000": Dateline("NUR-SULTAN", "August 19", "RIA Novosti"),
    "001": Dateline("Moscow", "Aug 19", "EFE"),
}


def read_seed(number: str) -> tuple[str, Article]:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    raw = path.read_text(encoding="utf-8")
    article = read_plain(raw)
    assert isinstance(article, Article)
    return raw, article


@pytest.mark.parametrize("number", TITLES)
def test_seeds(number: str) -> None:
    raw, article = read_seed(number)
    assert article.title == TITLES[number]
    assert article.section == ("Politics" if number == "001" else None)
    assert article.dateline == DATELINES.get(number)
    assert article.language == "en"
    assert raw.endswith(article.text)  # nothing is missing but what stands above


def test_seeds_begin_where_they_should() -> None:
    heads = {number: read_seed(number)[1].text.split("\n")[0] for number in TITLES}
    assert heads["001"].startswith("Moscow, Aug 19 (EFE).- ")
    assert heads["002"] == TITLES["002"]  # the second copy of the title
    assert heads["003"] == "[ad_1]"
    assert heads["004"] == "Kazakhstan and Russia"


@given(st.lists(LINES, max_size=9).map("\n".join) | st.text(max_size=200))
def test_only_title_section_and_blank_lines_are_taken_out(text: str) -> None:
    result = read_plain(text)
    if isinstance(result, Reject):
        assert result.reason is Reason.EMPTY
        return
    result.text.encode("utf-8")
    assert "\x00" not in result.text
    assert "\r" not in result.text
    left = [line.strip() for line in result.text.split("\n") if line.strip()]
    taken = [part for part in (result.section, result.title) if part]
    whole = [line.strip() for line in _tidy(text).split("\n") if line.strip()]
    assert sorted(left + taken) == sorted(whole)
    assert left


def _tidy(text: str) -> str:
    joined = (
        text.lstrip("\ufeff")
        .replace("\x00", "")
        .encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
    )
    return joined.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(max_size=300))
def test_a_dateline_never_raises_and_is_printed(text: str) -> None:
    found = read_dateline(text)
    if found is not None:
        parts = (found.place, found.date, found.agency)
        assert any(parts)
        assert all(part is None or part in text for part in parts)


def test_the_site_is_the_host() -> None:
    sites = [
        read_plain("x", url=url)
        for url in ("https://www.example.com:443/a", "not a url", "http://[broken", "")
    ]
    assert [site.site for site in sites if isinstance(site, Article)] == ["example.com", None, None, None]


def test_lone_surrogates_are_counted() -> None:
    article = read_plain("The bridge \ud83d is closed.")
    assert isinstance(article, Article)
    assert article.text == "The bridge \ufffd is closed."
    assert article.flags == ("bytes-replaced:1",)


def test_agencies_are_many() -> None:
    assert len(agency_names()) > 100
    assert {"EFE", "RIA Novosti", "ТАСС", "dpa"} <= agency_names()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", ["\n", "A", "A ", "(", "A, ", "[ad_1]\n", "Politics\n\n", "A. ", "/a", "1. May ", "— "]
)
def test_a_megabyte_of_one_thing_ends(unit: str) -> None:
    read_plain(unit * (1_000_000 // len(unit)))
