"""A statement as its kind and its sentence, so that the kind is not said twice where both are shown."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from explain import wording
from explain.derivation import Node
from explain.forms import words

_RULE: Final = wording.RULE.partition("{")[0]
_ASIDES: Final = re.compile(
    "|".join(re.escape(each.partition("{")[0]) for each in (wording.READING, wording.EXPLANATION))
)
"""How what the project adds to the name of a rule begins: its reading of the text, or an explanation."""
_HINT: Final = re.compile(re.escape(wording.NEAREST).replace(re.escape("{count}"), "[0-9]+"))
_BEGINNINGS: Final = {
    _RULE: "",
    **{f"{considered} ": considered.rstrip(",") for considered in wording.CONSIDERED.values()},
}
"""How sentences of rules begin, and what then stands for their kind; empty where the kind itself does."""


class Said(NamedTuple):
    """What a reader sees of a statement."""

    kind: str
    sentence: str


def said(node: Node) -> Said:
    """The kind of `node` in words, and its sentence without it."""
    for beginning, kind in _BEGINNINGS.items():
        if node.sentence.startswith(beginning):
            rest = node.sentence.removeprefix(beginning)
            return Said(kind or words.KINDS[node.kind], rest[:1].upper() + rest[1:])
    return Said(words.KINDS[node.kind], node.sentence)


def plain(node: Node) -> str:
    """The plainest wording: without full stop, the reading of the law and hints on what follows it."""
    text = node.plainly or _ASIDES.split(node.sentence)[0]
    return _HINT.sub("", text).removeprefix(_RULE).rstrip(".")


def short(node: Node) -> Said:
    """The same as `said`, as short as `plain`: for where every statement stands in full elsewhere."""
    kind, sentence = said(node)
    return Said(kind, _HINT.sub("", _ASIDES.split(sentence)[0]))
