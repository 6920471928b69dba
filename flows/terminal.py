"""What a stranger's text may do on a screen: be read, and nothing else.

Control characters move the cursor and change colours, direction marks turn `fdp.exe` round, invisible ones hide a
difference, tag characters hide a message. A title must not forge what a terminal or a page shows.
"""

from __future__ import annotations

from typing import Final

# C0 and C1 controls, invisible and joining characters, direction marks, line and paragraph separators, tags.
RANGES: Final = (
    *((0x00, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x061C, 0x061C), (0x180E, 0x180E), (0x200B, 0x200B)),
    *((0x200E, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xE0000, 0xE007F)),
)

# For str.translate: each of them becomes a space.
UNSAFE: Final = {code: " " for first, last in RANGES for code in range(first, last + 1)}
