"""One byte form for every value that is hashed, signed or compared.

Keys are sorted, there is no white space, text is UTF-8. Numbers other than integers are kept as text by the
callers, so that no two writings of one number exist.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_bytes(value: Any) -> bytes:
    """The canonical JSON bytes of `value`: dicts, lists, text, integers, booleans and None, nothing else."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def digest(value: Any) -> str:
    """The SHA-256 of the canonical bytes of `value`, as 64 hex digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()
