"""Colours of figures: each means one thing in every figure, on light and dark pages.

`css/figures.css` turns each of these into a variable of the page, and notes their contrast.
"""

from __future__ import annotations

INK, MUTED, RULE, GROUND = "#1b1f24", "#4d5662", "#d5dbe3", "#ffffff"
"""Words, words of the frame, lines of the frame, what is behind all."""

BLUE, ORANGE, GREY = SERIES = "#003f7d", "#bd5b00", "#6b6b6b"
"""What the title speaks of, what that is compared with, context. At least 4.5:1 on white, told
apart with any colour vision (measured in CAM02-UCS)."""

MID_BLUE, PALE_BLUE = "#3f6fa8", "#a9c6e6"
DEEP_GREY, MID_GREY, PALE_GREY = "#697582", "#b9c1cb", "#e2e7ed"
"""Parts of a whole beside those: in blue, of what the title speaks of; in grey, the rest."""

FOCUS_PARTS, OTHER_PARTS = (BLUE, MID_BLUE, PALE_BLUE), (DEEP_GREY, MID_GREY, PALE_GREY)
ON_FILL = {BLUE: GROUND, MID_BLUE: GROUND, ORANGE: GROUND, DEEP_GREY: GROUND}
"""Colour of words on a fill; `INK` on the others."""
