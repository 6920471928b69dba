"""Texts as crawls deliver them, for the laws: prose with damage, furniture, spinning and odd characters in it."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st

SEED_LINES = [
    line
    for path in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
    for line in path.read_text(encoding="utf-8").split("\n")
    if line.strip()
]

FURNITURE = [
    *(
        "[ad_1]",
        "[ad_2]",
        "Source link",
        "Related Articles",
        "Read more",
        "Share this article",
        "Advertisement",
    ),
    *(
        "Lesen Sie auch",
        "Publicité",
        "Читайте также",
        "Leia também",
        "Suscríbete a nuestro newsletter",
        "mos/vh/lap",
    ),
    *(
        "Photo: Anna Novak/Example Agency",
        "Still image",
        "Back to top",
        "Accept all cookies",
        "© 2024 Example News",
    ),
]

DAMAGED = [
    *(
        "Itâ€™s a cafÃ© in SÃ£o Paulo",
        "MÃ¼nchen &amp; Umgebung",
        "schÃƒÂ¶n",
        "naÃ¯ve ÐŸÑƒÑ‚Ð¸Ð½",
        "&lt;b&gt; &nbsp;",
    ),
    *(
        "the “State Corporation”Rosatom“I am ready",
        "caf\ufffd au lait",
        "\x93quoted\x94",
        "ﬁnal ﬂight",
        "¿Qué? 漢字",
    ),
]

SPUN = [
    "The Commonwealth of Unbiased States (CIS) is desirous about commerce on the similar time.",
    "He is anticipated to go to Astana for an official go to within the metropolis.",
]

odd = st.text(alphabet="aé \n\t\r\u00a0\u200b\u202e\x00\x07\ufffd\ud83d\ude00&;<>[]“”\"'.?", max_size=30)
line = st.one_of(*map(st.sampled_from, (SEED_LINES, FURNITURE, DAMAGED, SPUN)), odd)
news = st.lists(line, max_size=12).flatmap(
    lambda lines: st.sampled_from(["\n", "\n\n"]).map(lambda gap: gap.join(lines))
)
titles = st.one_of(st.none(), st.sampled_from(SEED_LINES[:3] + FURNITURE[:2]), st.text(max_size=20))
records = st.one_of(
    st.fixed_dictionaries(
        {"text": news}, optional={"title": st.text(max_size=20), "published": st.text(max_size=12)}
    ),
    st.fixed_dictionaries({"html": news}),
    st.dictionaries(st.sampled_from(["text", "html", "url"]), st.one_of(st.integers(), st.none())),
).map(json.dumps)
