"""The outlines of statements by their kind, as paths of SVG: a fact is round, a rule pointed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from explain.derivation import Node, NodeKind
from explain.forms.layout import HEIGHT, WIDTH
from explain.forms.stated import short

_W, _H, _M = WIDTH, HEIGHT, HEIGHT // 2
_ROUND: Final = f"M8 0H{_W - 8}Q{_W} 0 {_W} 8V{_H - 8}Q{_W} {_H} {_W - 8} {_H}H8Q0 {_H} 0 {_H - 8}V8Q0 0 8 0Z"
_PILL: Final = f"M{_M} 0H{_W - _M}A{_M} {_M} 0 0 1 {_W - _M} {_H}H{_M}A{_M} {_M} 0 0 1 {_M} 0Z"
_SQUARE: Final = f"M0 0H{_W}V{_H}H0Z"
_POINTED: Final = f"M14 0H{_W - 14}L{_W} {_M}L{_W - 14} {_H}H14L0 {_M}Z"
_NOTCHED: Final = f"M0 0H{_W}L{_W - 12} {_M}L{_W} {_H}H0L12 {_M}Z"
_BARREL: Final = f"M10 0H{_W - 10}Q{_W + 6} {_M} {_W - 10} {_H}H10Q-6 {_M} 10 0Z"
_CUT: Final = f"M12 0H{_W - 12}L{_W} 12V{_H - 12}L{_W - 12} {_H}H12L0 {_H - 12}V12Z"

_OUTLINES: Final = {
    NodeKind.FACT: _ROUND,
    NodeKind.LACKING: _ROUND,
    NodeKind.RULE: _POINTED,
    NodeKind.EXCEPTION: _NOTCHED,
    NodeKind.FINDING: _BARREL,
    NodeKind.OPEN: _BARREL,
    NodeKind.ABSENT: _BARREL,
    NodeKind.CONTROL: _CUT,
    NodeKind.PERMISSION: _CUT,
    NodeKind.SETTING: _PILL,
    NodeKind.DEMAND: _SQUARE,
    NodeKind.MAPPING: _SQUARE,
}
_CHARACTERS: Final = 27
_LINES: Final = 2


def outline(kind: NodeKind) -> str:
    """The path that a statement of this kind is drawn with."""
    return _OUTLINES[kind]


def title(node: Node) -> list[str]:
    """As much of the sentence as fits into the outline, in lines."""
    return textwrap.wrap(short(node).sentence, _CHARACTERS, max_lines=_LINES, placeholder=" …")


def citation(citations: Sequence[str]) -> str:
    """The first citation, as much as fits; `+2` says how many more there are. Of a place, the end counts."""
    more = f" +{len(citations) - 1}" if len(citations) > 1 else ""
    room = _CHARACTERS + 5 - len(more)
    first = citations[0]
    if len(first) <= room:
        return first + more
    return (f"…{first[1 - room :]}" if "/" in first else f"{first[: room - 1]}…") + more


def curve(x1: int, y1: int, x2: int, y2: int) -> str:
    """The path of an edge from the foot of one statement to the head of another."""
    bend = max(24, (y2 - y1) // 2)
    return f"M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2 - 6}"
