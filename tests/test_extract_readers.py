"""The readers of a page, one by one, and how they come to one body."""

from __future__ import annotations

import logging
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from cleaners.block_context import describe_context
from cleaners.consensus import choose_medoid, count_runs, likeness
from cleaners.cross_links import drop_cross_links
from cleaners.document import Article, Reason, Reject
from cleaners.extract import extract
from cleaners.forest import block_forest
from cleaners.gravity import read_by_gravity
from cleaners.metadata import choose_author, choose_site, choose_title, find_section, name_people
from cleaners.missing import misses_much
from cleaners.outline import Outline, outline_page
from cleaners.posts import find_posts, with_posts
from cleaners.readability import read_by_paragraphs
from cleaners.render import render_blocks
from cleaners.settings import ExtractMode, ExtractSettings
from cleaners.shown_dates import find_shown_date
from cleaners.votes import cover_blocks

SENTENCE = (
    "The city council decided on Tuesday to close the old bridge over the river, and to open it in May. "
)
MENU = "<nav><ul>" + "".join(f'<li><a href="/{at}">Section {at}</a></li>' for at in range(9)) + "</ul></nav>"
FOOT = '<footer><a href="/a">About</a> <a href="/c">Contact</a></footer>'
BODY = "".join(f"<p>{SENTENCE}Part {at} of the report says how.</p>" for at in range(5))
PAGE = f"<html><head><title>Old bridge closed</title></head><body>{MENU}<article>{BODY}</article>{FOOT}</body></html>"
PARAGRAPHS = (
    "The ferry will run every half hour from Monday on, and carries bicycles without charge.",
    "Shopkeepers near the northern bank fear that visitors stay away for the whole summer.",
    "Engineers found cracks in two of its pillars last week, each as long as an arm.",
    "Repairs cost about three million, said the mayor, of which the state pays one half.",
    "A new crossing was planned ten years ago already, but nobody would sell the meadow.",
)
MODES: tuple[ExtractMode, ...] = ("quality", "fast", "trafilatura")


def card(at: int) -> str:
    return f'<div class="c"><h3><a href="/{at}">Report number {at} from the town</a></h3><p>What {at} people of street {at} say about house {at} on day {at}, in short.</p></div>'


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_finds_the_article_and_nothing_else(mode: ExtractMode) -> None:
    article = extract(PAGE, settings=ExtractSettings(mode))
    assert isinstance(article, Article)
    assert article.text.count("Part") == 5
    assert "Section" not in article.text
    assert "Contact" not in article.text


def test_there_is_no_other_mode() -> None:
    with pytest.raises(ValueError, match=r"extract\.mode"):
        ExtractSettings("best")  # type: ignore[arg-type]


@pytest.mark.parametrize("read", [read_by_paragraphs, read_by_gravity])
def test_a_reader_alone_finds_it(read: object) -> None:
    outline = outline_page(document_fromstring(PAGE))
    text = render_blocks(outline, read(outline))  # type: ignore[operator]
    assert text.count("Part") == 5
    assert "Section" not in text


def test_an_article_in_sections_is_whole() -> None:
    parts = "".join(
        f'<section><div class="x{at}"><div>{BODY.replace("how", f"how {at}")}</div></div></section>'
        for at in range(4)
    )
    outline = outline_page(document_fromstring(f"<body>{MENU}<main>{parts}</main>{FOOT}</body>"))
    assert render_blocks(outline, read_by_gravity(outline)).count("Part") == 20


def test_segments_of_one_article_are_read_together() -> None:
    """Boxes of one style inside an article that are called after the story themselves."""
    parts = "".join(
        f'<div class="storybodycolumn"><div class="css-{at}">{BODY.replace("how", f"how {at}")}</div></div>'
        for at in range(3)
    )
    outline = outline_page(
        document_fromstring(f"<body>{MENU}<article><h1>Bridge</h1>{parts}</article>{FOOT}</body>")
    )
    for read in (read_by_paragraphs, read_by_gravity):
        assert render_blocks(outline, read(outline)).count("Part") == 15


def test_an_article_that_stands_there_for_each_width_of_screen_is_read_once() -> None:
    outline = outline_page(document_fromstring(f"<body><div>{BODY}</div><div>{BODY}<p>Yes.</p></div></body>"))
    text = render_blocks(outline, range(len(outline.blocks)))
    assert text.count("Part") == 5
    assert text.endswith("Yes.")


def test_names_of_a_megabyte_cost_nothing() -> None:
    names = "1a" * 500_000
    outline = outline_page(document_fromstring(f'<body><div class="{names}">{BODY}</div></body>'))
    assert max(len(node.names) for node in outline.nodes) <= 10_000


def test_a_paragraph_that_is_a_link_to_another_article_goes() -> None:
    cross = '<p><a href="/b">Mayor opens the new tunnel after nine years</a></p>'
    article = extract(PAGE.replace("</p>", f"</p>{cross}", 1), settings=ExtractSettings("fast"))
    assert isinstance(article, Article)
    assert "tunnel" not in article.text
    assert article.text.count("Part") == 5


@pytest.mark.parametrize(
    "html",
    [
        f'{BODY}<ul><li><a href="/b">The council has its minutes here</a></li></ul>',  # a list may be of links
        f'{BODY}<p>As <a href="/b">the council said in May</a>, nothing was decided until then.</p>',
        f'{BODY}<p><a href="/b">More on this</a></p>',  # too short to tell from a link that is part of a sentence
        f'{BODY}<p><a href="https://council.example/minutes/12">https://council.example/minutes/12</a></p>',
        f'{BODY}<p><a href="/b">Minutes: www.council.example/2012</a></p>',
        "".join(f'<p><a href="/{at}">Report {at} about the bridge of the town.</a></p>' for at in range(5)),
    ],
)
def test_other_links_stay(html: str) -> None:
    outline = outline_page(document_fromstring(f"<body>{html}</body>"))
    text = render_blocks(outline, range(len(outline.blocks)))
    assert drop_cross_links(outline, text) == text


def test_the_model_may_speak_for_a_link() -> None:
    outline = outline_page(
        document_fromstring(f'<body>{BODY}<p><a href="/b">Mayor opens the tunnel</a></p></body>')
    )
    text = render_blocks(outline, range(6))
    assert drop_cross_links(outline, text, [0.9] * 6) == text
    assert drop_cross_links(outline, text, [0.1] * 6) == text.rpartition("\n")[0]


@pytest.mark.parametrize(
    ("read", "chance", "missing"),
    [
        (1, 0.9, True),
        (3, 0.9, True),
        (4, 0.9, False),  # a quarter more is no other article
        (1, 0.7, False),  # the model only leans to the rest
        (5, 0.9, False),
    ],
)
def test_a_reading_misses_much_where_the_model_is_sure_of_more(
    read: int, chance: float, *, missing: bool
) -> None:
    outline = outline_page(document_fromstring(f"<body><p>{'<p>'.join(PARAGRAPHS)}</body>"))
    text = render_blocks(outline, range(read))
    assert misses_much(outline, text, [chance] * 5) is missing


def test_what_stands_there_again_is_not_missing() -> None:
    """Below the text, and as one line without its paragraphs."""
    body, again = "<p>" + "<p>".join(PARAGRAPHS), " ".join(PARAGRAPHS)
    outline = outline_page(document_fromstring(f"<body><div>{body}</div><div>{body}</div>{again}</body>"))
    text = render_blocks(outline, range(5))
    assert not misses_much(outline, text, [0.9] * len(outline.blocks))


def test_a_reading_that_stops_early_gives_way_to_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_line(outline: Outline) -> frozenset[int]:
        return frozenset([next(at for at, block in enumerate(outline.blocks) if "ferry" in block.text)])

    monkeypatch.setattr("cleaners.readings.read_by_gravity", first_line)
    monkeypatch.setattr("cleaners.readings.choose_medoid", lambda _runs: "stop words")
    article = extract(PAGE.replace(BODY, f"<p>{'</p><p>'.join(PARAGRAPHS)}</p>"))
    assert isinstance(article, Article)
    assert article.text.split("\n") == list(PARAGRAPHS)
    assert article.evidence.endswith("block model instead of stop words")


def test_the_outline_keeps_lines_and_links_apart() -> None:
    outline = outline_page(
        document_fromstring(
            '<div>One <a href="/">two</a><br>three<p>four <b>five</b></p>six<script>no</script></div>'
        )
    )
    assert [(block.text, block.linked, block.broken) for block in outline.blocks] == [
        ("One two", 3, False),
        ("three", 0, True),
        ("four five", 0, False),
        ("six", 0, False),
    ]


def test_text_that_a_script_will_show_counts() -> None:
    hidden = PAGE.replace("<article>", '<article hidden="">')
    article = extract(hidden)
    assert isinstance(article, Article)
    assert article.text.count("Part") == 5


def test_lists_and_tables_read_well() -> None:
    outline = outline_page(
        document_fromstring(
            "<ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
        )
    )
    assert render_blocks(outline, range(5)) == "- one\n- two\na | b\nc"


def test_the_medoid_outvotes_one_that_errs() -> None:
    good, other = count_runs(SENTENCE * 2), count_runs(SENTENCE * 2 + "And more of it.")
    assert (
        choose_medoid(
            {"bad": count_runs("Something else is said here by nobody"), "good": good, "other": other}
        )
        == "good"
    )
    assert likeness(count_runs(""), count_runs("")) == 0


def test_votes_are_shares_of_a_line() -> None:
    outline = outline_page(document_fromstring("<p>one two three four five</p><p>six</p><p>seven</p>"))
    assert cover_blocks(outline.blocks, "one two three four\nsix\nall seven") == [0.5, 1.0, 0.5]


def test_the_model_is_whole() -> None:
    forest = block_forest()
    nodes = len(forest.features)
    assert 0 < forest.depth < 40
    for links in (forest.low, forest.high, forest.roots):
        assert links.min() >= 0
        assert links.max() < nodes


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(("<p>", "</p>", "<div class=comment>", "</div>", "<a>", "</a>", "<br>", "<ul><li>", "</ul>", "<td>", "text, ", SENTENCE)),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_readers_take_any_tree(html: str) -> None:
    outline = outline_page(document_fromstring(f"<body>{html}</body>"))
    everything = range(len(outline.blocks))
    for kept in (read_by_paragraphs(outline), read_by_gravity(outline)):
        assert kept <= set(everything)
        render_blocks(outline, kept)


def test_pages_before_make_no_difference() -> None:
    """In one process after others, and in another alone, under another hash seed."""
    logging.disable(logging.CRITICAL)
    try:
        for html in (PAGE.replace("bridge", "tower"), "<p>", PAGE * 2):
            extract(html)
        here = extract(PAGE)
    finally:
        logging.disable(logging.NOTSET)
    code = "import sys; from cleaners.extract import extract; print(ascii(extract(sys.stdin.read())))"
    alone = subprocess.run(
        [sys.executable, "-c", code],
        input=PAGE,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert alone.stdout.strip() == ascii(here)


def reject_of(html: str) -> Reason | None:
    result = extract(html)
    return result.reason if isinstance(result, Reject) else None


def test_pages_that_are_no_article_say_why() -> None:
    assert (
        reject_of(f"<title>404 Not Found | River Post</title><h1>Page not found</h1><p>{SENTENCE * 2}</p>")
        is Reason.ERROR_PAGE
    )
    consent = "We use cookies. We and our partners store and/or access information on a device. You can accept all or manage settings here at any time."
    assert reject_of(f"<title>River Post</title><p>{consent}</p><p>{SENTENCE}</p>") is Reason.CONSENT_WALL
    stub = f"<title>Old bridge closed</title><article><p>{SENTENCE * 2}</p></article><div>Subscribe to continue reading.</div>"
    assert reject_of(stub) is Reason.PAYWALL
    assert reject_of(f"<title>News</title><main>{''.join(map(card, range(12)))}</main>") is Reason.INDEX_PAGE


def test_articles_that_look_like_them_stay() -> None:
    about_error = f"<title>404: how the page not found became a joke</title><article><h1>404: how the page not found became a joke</h1>{BODY}</article>"
    about_cookies = PAGE.replace(
        "<article>",
        "<article><p>Regulators say that sites which write “we use cookies” must let readers reject all of them.</p>",
    )
    with_pitch = PAGE.replace(
        "</article>",
        "</article><div>Already a subscriber? Subscribe to continue reading other stories.</div>",
    )
    with_cards = PAGE.replace("</article>", f"</article><aside>{''.join(map(card, range(12)))}</aside>")
    with_sections = f"<title>Seven bridges</title><article>{''.join(f'<h2><a href=#b{at}>Bridge {at} of the seven</a></h2>{BODY}' for at in range(7))}</article>"
    questions = "".join(
        card(at).replace(f'"/{at}"', link)
        for at, link in enumerate(("", '"#"', '"#a2"', '"javascript:void(0)"') * 3)
    )
    with_questions = f"<title>Seven questions about the bridge</title><main>{questions}</main>"
    hotels = f'<meta property="article:published_time" content="2024-05-03"><title>Twelve hotels</title><main>{"".join(map(card, range(12)))}</main>'
    for html in (about_error, about_cookies, with_pitch, with_cards, with_sections, with_questions, hotels):
        assert reject_of(html) is None


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ann Rivers", "Ann Rivers"),
        ("Ann Rivers December", "Ann Rivers"),
        ("Author Ann Rivers", "Ann Rivers"),
        ("This post was written by Ann Rivers", "Ann Rivers"),
        ("Ann Rivers; River Post", "Ann Rivers"),
        ("River Post", None),
        ("riverpost", None),
        ("Written By", None),
        ("Webmaster", None),
        ("Dec", None),
        ("Ann Rivers 3; 4", "Ann Rivers"),
        ("April May", None),
        ("Augusta Byrne", "Augusta Byrne"),
        ("Byron Author", "Byron Author"),
        (None, None),
    ],
)
def test_authors_are_people(author: str | None, expected: str | None) -> None:
    assert name_people(author, "River Post", "https://www.riverpost.com/bridge") == expected


JSON_LD = '<script type="application/ld+json">{}</script>'
BY_ID = '{"@graph": [{"@type": "Article", "author": {"@id": "#ann"}}, {"@type": "Person", "@id": "#ann", "name": "Ann Rivers"}]}'


@pytest.mark.parametrize(
    ("markup", "found", "expected"),
    [
        (JSON_LD.format('{"@type": "NewsArticle", "author": [{"name": "Ann Rivers"}, "Ben Stone"]}'), "X", "Ann Rivers; Ben Stone"),
        (JSON_LD.format(BY_ID), None, "Ann Rivers"),
        (JSON_LD.format('{"@type": "Product", "author": "Some Shop"}'), "Ann Rivers", "Ann Rivers"),
        (JSON_LD.format('{"@type": "Article", "author": '), "Ann Rivers", "Ann Rivers"),
        ('<meta name="author" content="Ann Rivers &amp;amp; Ben Stone">', None, "Ann Rivers; Ben Stone"),
        ('<meta property="article:author" content="https://social.example/ann">', "Ann Rivers", "Ann Rivers"),
        ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Rivers">', None, "Ann Rivers"),
        ('<meta name="twitter:label1" content="Price"><meta name="twitter:data1" content="Ann Rivers">', None, None),
        ('<meta name="author" content="arivers77"><h1>Bridge closed</h1><p>By Ann Rivers, May 3, 2024', "Arivers77", "Ann Rivers"),
        ('<meta name="author" content="River Post"><h1>Bridge closed</h1><p>By <a>Ann Rivers</a> | Senior reporter', None, "Ann Rivers"),
        ('<meta name="author" content="River Post"><h1>Bridge closed</h1><p>It is closed.', "River Post", "River Post"),
        ('<meta name="author" content="admin@riverpost.com"><p>x', None, None),
        ("<h1>Bridge closed</h1><span>Von</span><a>Anna Bach</a><span>und</span><a>Kai Stein</a>", None, "Anna Bach; Kai Stein"),
        ("<h1>Bridge closed</h1><p>By The River Desk", None, "The River Desk"),
        ("<nav>By Topic</nav><h1>Bridge closed</h1><p>By the river stands a mill.<p>By Topic of the day", "Ann Rivers", "Ann Rivers"),
        ("<h1>Bridge closed</h1>" + "<p>It is closed." * 50 + "<p>Photo <b>by</b> Kim Lens", None, None),
        ("<p>x", "Ann Rivers Staff Writer; May", "Ann Rivers"),
        ("<p>x", "View all posts by Ann Rivers", "Ann Rivers"),
        ("<p>x", "Ann Rivers Last updated", "Ann Rivers"),
        ("<p>x", "Bureau of Rivers", "Bureau of Rivers"),
        ("<p>x", "王小明", "王小明"),
        ("<p>x", "River Post", None),
    ],
)  # fmt: skip
def test_authors_are_declared_shown_or_found(markup: str, found: str | None, expected: str | None) -> None:
    tree = document_fromstring(markup)
    assert choose_author(tree, found, "River Post", "https://www.riverpost.com/bridge") == expected


@pytest.mark.parametrize(
    ("markup", "language", "expected"),
    [
        ("<h1>Bridge closed</h1><p>Dec 17, 2025<p>It is closed.", "en", "2025-12-17"),
        ("<h1>Bridge closed</h1><span>Published on 3 May 2024</span>", "en", "2024-05-03"),
        ("<h1>Brücke gesperrt</h1><span>Stand: 17.05.2021</span>", "de", "2021-05-17"),
        ("<h1>Puente cerrado</h1><span>Publicado el 3 de mayo de 2024</span>", "es", "2024-05-03"),
        ("<h1>Bridge closed</h1><time>2024-05-03</time>", None, "2024-05-03"),
        ("<h1>Bridge closed</h1><p>May 3 <p>2/3/2024", "en", None),
        ("<h1>Bridge closed</h1><p>The flood of May 3, 2024 damaged two pillars.", "en", None),
        ("<h1>Bridge closed</h1><p>Flood, May 3, 2024", "en", None),
        ("<h1>Bridge closed</h1><p>May 3, 2024 – May 9, 2024", "en", None),
        ("<h1>Bridge closed</h1>" + "<p>It is closed." * 50 + "<p>May 3, 2024", "en", None),
        ("<nav>May 3, 2024</nav><h1>Bridge closed</h1>", "en", None),
    ],
)
def test_a_date_alone_near_the_headline_is_the_pages(
    markup: str, language: str | None, expected: str | None
) -> None:
    assert find_shown_date(document_fromstring(markup), language) == expected


def test_titles_lose_their_site_and_nothing_else() -> None:
    page = document_fromstring("<body><h1>Bridge closed</h1></body>")
    assert choose_title("Bridge closed | River Post", page, None) == "Bridge closed"
    assert choose_title("River Post - Bridge closed", page, None) == "Bridge closed"
    bare_page = document_fromstring("<body><p>x</p></body>")
    assert choose_title("Bridge closed | River Post", bare_page, "River Post") == "Bridge closed"
    for whole in (
        "Bridge closed - for good",
        "Bridge closed | Towers",
        "River Post",
        "Bridge-builder honoured",
    ):
        assert choose_title(whole, bare_page, "River Post") == whole


def test_sites_and_sections_are_names() -> None:
    assert choose_site("River Post", "Bridge closed", "riverpost.com") == "River Post"
    assert choose_site("Bridge closed", "Bridge closed", "riverpost.com") == "riverpost.com"
    assert choose_site("© 2023 River Post", None, "riverpost.com") == "riverpost.com"
    assert (
        find_section(
            document_fromstring('<head><meta property="article:section" content=" Politics "></head>')
        )
        == "Politics"
    )
    assert (
        find_section(
            document_fromstring(f'<head><meta property="article:section" content="{SENTENCE}"></head>')
        )
        is None
    )


POST = '<blockquote class="twitter-tweet"><p>Keep the old bridge open for us.</p>— Ann (@ann) <a href="/s">May 1</a></blockquote>'


def test_a_post_that_the_article_quotes_is_part_of_it() -> None:
    html = PAGE.replace("<p>", f"<p>An opening line of the report, and then a post.</p>{POST}<p>", 1)
    for read in (read_by_paragraphs, read_by_gravity):
        outline = outline_page(document_fromstring(html))
        text = render_blocks(outline, with_posts(read(outline), find_posts(outline)))
        assert text.count("Keep the old bridge open") == 1
    article = extract(html)
    assert isinstance(article, Article)
    assert "Keep the old bridge open" in article.text


def test_a_post_in_a_box_of_its_own_is_part_of_it_too() -> None:
    boxed = f'<div class="embed"><div>{POST}</div></div>'
    outline = outline_page(document_fromstring(PAGE.replace("</p><p>", f"</p>{boxed}<p>", 1)))
    beside = [at for at, block in enumerate(outline.blocks) if "Part 0" in block.text]
    text = render_blocks(outline, with_posts(beside, find_posts(outline)))
    assert text.count("Keep the old bridge open") == 1


def test_a_post_at_the_side_is_not() -> None:
    article = extract(PAGE.replace("<footer>", f"<aside><div>{POST}</div></aside><footer>"))
    assert isinstance(article, Article)
    assert "Keep the old bridge open" not in article.text


def test_a_card_that_opens_over_a_name_is_no_text() -> None:
    card = (
        '<span class="rollover-block"><a href="/ann">Ann</a> <a href="/x">Another story of the day</a></span>'
    )
    (block,) = outline_page(
        document_fromstring(f"<p>The mayor, <b>Ann</b>{card}, said so.</p><span></span>")
    ).blocks
    assert block.text == "The mayor, Ann, said so."


def test_context_tells_a_teaser_from_the_article() -> None:
    """The teaser shares no word with the article and stands under a linked heading."""
    teaser = '<div><h3><a href="/x">Football tonight</a></h3><p>Rovers meet United before thousands of visiting supporters.</p></div>'
    outline = outline_page(document_fromstring(f"<body><article>{BODY}{teaser}</article></body>"))
    support = np.array([1.0] * 5 + [0.0, 0.0], dtype=np.float32)
    rows = describe_context(outline, "Old bridge closed", support)
    assert len(rows) == len(outline.blocks) == 7
    linked_heading, agreed, in_title = rows[:, 12], rows[:, 18], rows[:, 19]
    assert (linked_heading[6], agreed[6], in_title[6]) == (1, 0, 0)
    assert (linked_heading[1], in_title[1]) == (-1, 1)
    assert agreed[1] == 1
