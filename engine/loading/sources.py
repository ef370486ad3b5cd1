"""Where in the files each statement stands, so that a fault can name its line.

Turtle parsers forget lines. The form of packs keeps them findable: every thing starts its own block at the
beginning of a line, so the blocks are found by reading the text once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.knowledge import Iri, Source

_SUBJECT = re.compile(r"(<[^<>\s]*>|[A-Za-z][\w.-]*:[^\s;,<>\"]+)(?=\s|$)")
_PREFIX = re.compile(
    r"^[ \t]*(?:@prefix|PREFIX)[ \t]+([\w.-]*):[ \t]*<([^<>]*)>", re.MULTILINE | re.IGNORECASE
)


def declared_prefixes(text: str) -> tuple[tuple[str, str], ...]:
    """Every prefix a Turtle text declares, with its namespace, in order."""
    return tuple((match.group(1), match.group(2)) for match in _PREFIX.finditer(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The lines in which one thing is described."""

    file: str
    line: int
    lines: tuple[str, ...]

    @property
    def source(self) -> Source:
        """Where the block begins."""
        return Source(file=self.file, line=self.line)

    def mention(self, text: str) -> Source:
        """The first line of the block that says `text` as a whole word after the subject; else the first."""
        word = re.compile(rf"(?<![\w:.<-]){re.escape(text)}(?![\w-]|\.\w|:)")
        for number, line in enumerate(self.lines):
            start = line.find(" ") + 1 if number == 0 else 0
            if text and word.search(line, start):
                return Source(file=self.file, line=self.line + number)
        return self.source


class SourceIndex:
    """The blocks of all files, by the compact IRI of what they describe."""

    def __init__(self, blocks: Mapping[Iri, tuple[Block, ...]]) -> None:
        self._blocks = blocks

    def of(self, thing: Iri) -> Source | None:
        """Where the block of `thing` begins; None where it has none at the beginning of a line."""
        blocks = self._blocks.get(thing)
        return blocks[0].source if blocks else None

    def mention(self, thing: Iri, text: str) -> Source | None:
        """The line in the block of `thing` that says `text`, a compact IRI or a literal as written."""
        blocks = self._blocks.get(thing)
        return blocks[0].mention(text) if blocks else None

    def repeated(self) -> tuple[tuple[Iri, Source, Source], ...]:
        """Every thing described in more than one block: itself, its first place and each further place."""
        return tuple(
            (thing, blocks[0].source, again.source)
            for thing, blocks in sorted(self._blocks.items())
            for again in blocks[1:]
        )


def index_sources(texts: Mapping[str, str], compact: Callable[[str], Iri]) -> SourceIndex:
    """The index of the Turtle `texts` (file name to text), whose IRIs `compact` shortens."""
    blocks: dict[Iri, tuple[Block, ...]] = {}
    for file, text in sorted(texts.items()):
        namespaces = dict(declared_prefixes(text))
        for subject, block in _blocks(file, text):
            iri = _expand(subject, namespaces)
            if iri is not None:
                thing = compact(iri)
                blocks[thing] = (*blocks.get(thing, ()), block)
    return SourceIndex(blocks)


def _blocks(file: str, text: str) -> list[tuple[str, Block]]:
    lines = text.split("\n")
    starts = [
        (number, match.group(1)) for number, line in enumerate(lines) if (match := _SUBJECT.match(line))
    ]
    ends = [*(number for number, _ in starts[1:]), len(lines)]
    return [
        (subject, Block(file=file, line=number + 1, lines=tuple(lines[number:end])))
        for (number, subject), end in zip(starts, ends, strict=False)
    ]


def _expand(subject: str, namespaces: Mapping[str, str]) -> str | None:
    if subject.startswith("<"):
        return subject[1:-1]
    prefix, _, local = subject.partition(":")
    namespace = namespaces.get(prefix)
    return None if namespace is None else namespace + local.replace("\\", "")
