"""How values look on a page: days, instants, citations, settings. Everything they print is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from flask import Flask
from markupsafe import Markup, escape

from explain.units import valued
from service.dates import is_day
from targets.interface import Document

_DAYS_IN_TEXT: Final = re.compile(r"(?<![\w:.-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w:-])")
_AFTER: Final = re.compile(
    r"\b(Art\.|Arts|Annex|point|points|para|paragraph|section|Regulation|NIST|ISO/IEC) "
)
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_JOINER: Final = "\N{WORD JOINER}"
_THIN: Final = "\N{NARROW NO-BREAK SPACE}"


def day(iso: str) -> Markup:
    """`2 December 2027`, machine-readable; a text that is no day stays as it is."""
    if not is_day(iso):
        return escape(iso)
    read = date.fromisoformat(iso)
    return Markup('<time datetime="{}">{}</time>').format(iso, f"{read.day} {read:%B} {read.year}")


def dated(text: str) -> Markup:
    """`text` with every ISO date in it written for people."""
    pieces = []
    start = 0
    for match in _DAYS_IN_TEXT.finditer(text):
        pieces += [escape(text[start : match.start()]), day(match[0])]
        start = match.end()
    return Markup("").join([*pieces, escape(text[start:])])


def moment(iso: str) -> Markup:
    """`22 November 2026, 09:14 UTC` for an RFC 3339 instant."""
    try:
        read = datetime.fromisoformat(iso).astimezone(UTC)
    except ValueError:
        return escape(iso)
    shown = f"{read.day} {read:%B} {read.year}, {read:%H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(iso, shown)


def distance(iso: str, as_of: str) -> str:
    """`in 375 days`, seen from `as_of`; empty for a day that is not ahead."""
    if not (is_day(iso) and is_day(as_of)) or iso <= as_of:
        return ""
    days = (date.fromisoformat(iso) - date.fromisoformat(as_of)).days
    return "tomorrow" if days == 1 else f"in {number(days)} days"


def number(value: int) -> str:
    """Digits in groups of three, with thin spaces."""
    return f"{value:,}".replace(",", _THIN)


def cited(citations: Iterable[str]) -> Markup:
    """Several citations, which do not break between `Art.` and its number."""
    return Markup("; ").join(_unbroken(citation) for citation in dict.fromkeys(citations))


def _unbroken(citation: str) -> Markup:
    kept = _AFTER.sub(lambda match: match[1] + _NO_BREAK, citation)
    return escape(kept.replace(")(", f"){_JOINER}("))


def phrase(identifier: str) -> str:
    """The last part of an identifier or code as words: `term:point.human-process` is `human process`."""
    return identifier.rpartition(":")[2].rpartition(".")[2].replace("-", " ").replace("_", " ")


def anchor(identifier: str) -> str:
    """`identifier` as a fragment of an address."""
    return re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-")


def pretty(document: Document) -> str:
    """A rendered document as it is best read; what is sent or written has the same content."""
    if document.media_type != "application/json":
        return document.content
    return json.dumps(json.loads(document.content), indent=2, ensure_ascii=False)


def plural(count: int, one: str, many: str = "") -> str:
    """`1 question`, `3 questions`, `no questions`."""
    shown = number(count) if count else "no"
    return f"{shown} {one if count == 1 else many or one + 's'}"


def install(app: Flask) -> None:
    """Makes these available to the templates of `app`."""
    for function in (day, dated, moment, distance, number, cited, valued, phrase, anchor, pretty, plural):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
