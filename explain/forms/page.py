"""A derivation as one page that stands alone: no request leaves it, no script runs in it, and it prints."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from explain.forms import shapes, words
from explain.forms.brief import brief
from explain.forms.explained import Explained
from explain.forms.graph import Depth, Graph, graph
from explain.forms.layout import HEIGHT, WIDTH, layout
from explain.forms.stated import said as stated
from explain.forms.stated import short

_TEMPLATES: Final = Path(__file__).with_name("templates")
_MOST_DRAWN: Final = 40
"""Of more statements only the shortest proof is drawn, so that the drawing can be read and printed."""


def as_page(said: Explained, depth: Depth) -> str:
    """
    The answer as an HTML page: in brief, as a graph, as a table with one row for each edge of the graph.

    With `Depth.FULL` every statement follows in words, in reading order, with what it follows from.
    """
    whole = graph(said.derivation)
    small = depth is Depth.FULL and len(whole.nodes) <= _MOST_DRAWN
    drawn = whole if small else graph(said.derivation, Depth.BRIEF)
    return (
        environment()
        .get_template("page.html")
        .render(
            said=said,
            sentences=brief(said.derivation),
            whole=whole if depth is Depth.FULL else None,
            drawn=drawn,
            drawing=layout(drawn),
            drawn_words=_drawn_words(drawn, depth),
            shapes=shapes,
            words=words,
            stated=stated,
            short=short,
            width=WIDTH,
            height=HEIGHT,
            style=style(),
            policy=policy(),
        )
    )


def _drawn_words(drawn: Graph, depth: Depth) -> str:
    if len(drawn.nodes) == drawn.all:
        return words.DRAWN_ALL.format(all=drawn.all)
    template = words.DRAWN if depth is Depth.FULL else words.DRAWN_BRIEFLY
    return template.format(drawn=len(drawn.nodes), all=drawn.all)


@lru_cache(maxsize=1)
def style() -> str:
    """The style sheet of the page, as it stands inside it."""
    return (_TEMPLATES / "page.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def policy() -> str:
    """The content security policy under which the page is shown: its own style sheet, and nothing else."""
    hashed = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """What fills in the templates of pages; it escapes all it is given."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
