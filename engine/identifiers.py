"""How everything in a knowledge base is named."""

from __future__ import annotations

from typing import NewType

Iri = NewType("Iri", str)
"""A compact IRI, `prefix:local-name`."""
