"""Posts of others that an article quotes, as they stand in a page before a script draws them.

`<blockquote class="twitter-tweet">` holds the words, the name and the day. Readers take such a box for a share bar, by
its name. On nine of 181 pages of news the article quotes posts, and all of them are part of it. A box at the side that
shows what a site itself posts last has no article around it: a post counts where a reader keeps a line beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from cleaners.outline import Node, Outline

_POST: Final = re.compile(r"(?:^|\s)twitter-(?:tweet|video)(?:$|\s)")


def find_posts(outline: Outline) -> list[tuple[range, range]]:
    """The quoted posts of a page.

    Args:
        outline: the page.

    Returns:
        For each post its lines, and those of the element around it.
    """
    return [
        (range(*node.lines), _find_around(outline, node))
        for node in outline.nodes
        if node.tag == "blockquote" and node.names and _POST.search(node.names) and not node.unseen
    ]


def _find_around(outline: Outline, post: Node) -> range:
    """The lines of the first element around a post that holds more than the post: many stand in a box of their own."""
    node = post
    while node.parent >= 0 and node.lines == post.lines and node.tag != "aside":
        node = outline.nodes[node.parent]
    return range(*node.lines)


def with_posts(kept: Collection[int], posts: Collection[tuple[range, range]]) -> frozenset[int]:
    """A reading with the posts that it quotes.

    >>> sorted(with_posts([3, 4], [(range(5, 7), range(3, 9)), (range(20, 22), range(20, 22))]))
    [3, 4, 5, 6]
    """
    quoted = {
        line
        for post, around in posts
        if any(line in around and line not in post for line in kept)
        for line in post
    }
    return frozenset(kept) | quoted
