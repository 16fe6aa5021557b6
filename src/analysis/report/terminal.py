"""Text as a terminal leaves it: colours gone, progress bars as they ended, no control character."""

from __future__ import annotations

import re

CODES = re.compile(
    r"""
    \x1b\[(?P<numbers>[0-?]*)[ -/]*(?P<move>[@-~])   # colours, moves, erasures
    | \x1b[\]PX^_].*?(?:\x07|\x1b\\|\x9c|\Z)         # links, titles and what else holds a text
    | \x1b[ -/]*[0-~]?                               # a character set, a state
    """,
    re.VERBOSE | re.DOTALL,
)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TOKENS = re.compile(rf"(?P<code>{CODES.pattern})|(?P<text>[^\x1b\r\b\n]+)|(?P<sign>.)", re.X | re.S)
FARTHEST = 10_000
"""Columns and lines that a code may move by: what asks for more would fill the memory."""


def printable(text: str) -> str:
    r"""Return a text without terminal codes and control characters, its lines as they stand.

    Examples
    --------
    >>> printable("a\x00\x1b[31mb\x1b[0m\r\nc")
    'ab\nc'
    """
    plain = CODES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLS.sub("", plain)


def screen(text: str) -> str:
    r"""Return what a terminal shows once a text was written on it.

    A carriage return goes back over the line, a backspace over a letter; of the codes, those that
    move and erase are followed, which progress bars are made with.

    Examples
    --------
    >>> screen(" 10%|#   |\r100%|####|\n")
    '100%|####|\n'
    >>> screen("\x1b[1mbold\x1b[0m, ab\bc")
    'bold, ac'
    """
    text = text.replace("\r\n", "\n")
    if not re.search(r"[\r\b\x1b]", text):
        return CONTROLS.sub("", text)
    written = _Screen()
    for token in TOKENS.finditer(text):
        if token["text"]:
            written.write(CONTROLS.sub("", token["text"]))
        elif token["sign"]:
            written.sign(token["sign"])
        elif token["move"]:
            written.move(token["move"], token["numbers"])
    return "\n".join(written.lines)


class _Screen:
    """The lines of a terminal and the place where it writes."""

    def __init__(self) -> None:
        self.lines = [""]
        self.row = self.column = 0

    def write(self, text: str) -> None:
        line = self.lines[self.row].ljust(self.column)
        end = self.column + len(text)
        self.lines[self.row] = line[: self.column] + text + line[end:]
        self.column = end

    def sign(self, sign: str) -> None:
        if sign == "\b":
            self.column = max(self.column - 1, 0)
            return
        self.column = 0
        if sign == "\n":
            self._down(1)

    def move(self, move: str, numbers: str) -> None:
        steps = min(int(numbers), FARTHEST) if numbers.isascii() and numbers.isdigit() else 0
        if move == "K":
            self._erase(steps)
        elif move == "A":
            self.row = max(self.row - max(steps, 1), 0)
        elif move == "B":
            self._down(max(steps, 1))
        elif move == "C":
            self.column = min(self.column + max(steps, 1), FARTHEST)
        elif move == "D":
            self.column = max(self.column - max(steps, 1), 0)
        elif move == "G":
            self.column = max(steps - 1, 0)

    def _erase(self, how: int) -> None:
        line = self.lines[self.row]
        kept = {0: line[: self.column], 1: " " * self.column + line[self.column :]}
        self.lines[self.row] = kept.get(how, "")

    def _down(self, steps: int) -> None:
        self.row += steps
        self.lines += [""] * (self.row + 1 - len(self.lines))
