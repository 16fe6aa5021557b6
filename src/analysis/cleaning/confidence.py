"""How sure every interval of the study is: written once, where nothing further left is needed."""

from __future__ import annotations

LEVEL = 0.95
"""Of all samples drawn alike, the part whose interval holds the true number."""

TAIL = round((1 - LEVEL) / 2, 12)
"""What an interval leaves out at each end: 0.025, and not its neighbour."""
