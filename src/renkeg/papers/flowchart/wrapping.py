"""Breaks the words of a column into lines, so that paper and screen break them alike."""

from collections.abc import Callable, Iterator

Measure = Callable[[str], int]
"""How wide a text is on one line, in hundredths of its type's size."""


def wrapped(text: str, width: int, em: int, measure: Measure) -> tuple[str, ...]:
    """The lines of a text no wider than `width` in a type of size `em`, both in one unit; a word too wide is broken."""
    room = 100 * width // em
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and measure(f"{line} {word}") <= room:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        *broken, line = _pieces(word, room, measure)
        lines.extend(broken)
    return (*lines, line) if line else tuple(lines)


def _pieces(word: str, room: int, measure: Measure) -> Iterator[str]:
    piece = ""
    for sign in word:
        if piece and measure(piece + sign) > room:
            yield piece
            piece = ""
        piece += sign
    yield piece
