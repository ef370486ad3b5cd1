"""Gives a derivation in any of its forms; a form that needs a library loads it only when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from explain.forms.brief import brief
from explain.forms.diagrams import as_dot, as_mermaid
from explain.forms.explained import Explained
from explain.forms.graph import Depth
from explain.forms.markdown import as_markdown
from explain.report import VERSION, as_json, as_text


class Form(StrEnum):
    """How a derivation is written down."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    TURTLE = "turtle"
    MERMAID = "mermaid"
    DOT = "dot"


ONE_DOCUMENT: Final = {Form.HTML, Form.TURTLE, Form.MERMAID, Form.DOT}
"""Forms of which several make no document when they are put one after the other."""


def render(said: Explained, form: Form, depth: Depth = Depth.FULL) -> str:
    """The answer in `form`; the same answer always gives the same text."""
    return _WRITERS[form](said, depth)


def _json(said: Explained, depth: Depth) -> str:
    return json.dumps(record(said, depth), indent=2, ensure_ascii=False) + "\n"


def _page(said: Explained, depth: Depth) -> str:
    from explain.forms.page import as_page

    return as_page(said, depth)


def _turtle(said: Explained, depth: Depth) -> str:
    from explain.forms.provenance import as_turtle

    return as_turtle(said, depth)


def text(said: Explained, depth: Depth) -> str:
    """The title of the use case, and under it the outline or, in brief, three sentences."""
    if depth is Depth.FULL:
        return f"{said.title}\n{as_text(said.derivation)}"
    lines = [f"{each.text} [{'; '.join(each.citations)}]" for each in brief(said.derivation)]
    return "\n".join((said.title, *lines)) + "\n"


def record(said: Explained, depth: Depth) -> dict[str, Any]:
    """The answer as JSON values: `duecare.why/1`, or in brief `duecare.why-brief/1`; so for why-not."""
    if depth is Depth.FULL:
        return as_json(said.derivation)
    return {
        "format": f"duecare.{said.derivation.asks}-brief/{VERSION}",
        "question": said.derivation.question,
        "sentences": [
            {"sentence": each.text, "citations": list(each.citations)} for each in brief(said.derivation)
        ],
        "notice": "Not legal advice.",
    }


_WRITERS: Final[Mapping[Form, Callable[[Explained, Depth], str]]] = {
    Form.TEXT: text,
    Form.JSON: _json,
    Form.MARKDOWN: as_markdown,
    Form.HTML: _page,
    Form.TURTLE: _turtle,
    Form.MERMAID: as_mermaid,
    Form.DOT: as_dot,
}
