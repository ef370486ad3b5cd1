"""Names for resources and files, made from what people call their use cases."""

from __future__ import annotations

import re

from engine.canonical import digest

_MAX_READABLE = 32


def resource_name(use_case: str) -> str:
    """A name of at most 44 letters, digits and hyphens that only this use case gets.

    The readable part may coincide for two use cases; the eight hex digits behind it do not in practice.
    """
    readable = re.sub(r"[^a-z0-9]+", "-", use_case.lower()).strip("-")[:_MAX_READABLE].strip("-")
    return "-".join(part for part in ("uc", readable, digest(use_case)[:8]) if part)
