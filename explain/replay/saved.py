"""A saved determination, read back from what `determine --format json` printed or the ledger holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.canonical import canonical_bytes, digest
from engine.errors import DocumentError, Fault, InputError
from engine.record import DETERMINATION_FORMAT

_NEEDED: Final[Mapping[str, type]] = {
    "id": str,
    "content_digest": str,
    "as_of": str,
    "known_at": str,
    "readings": list,
    "knowledge_base": dict,
    "findings": list,
    "undetermined": list,
    "defeated": list,
    "tiers": list,
    "profile": dict,
}
_ITEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "findings": ("conclusion", "level", "subject", "contestable", "rules", "binding"),
    "undetermined": ("conclusion", "subject"),
    "defeated": ("rule", "subject", "by"),
    "tiers": ("tier",),
    "requirements": ("control", "because"),
}
"""What every item of a list must have for its steps to be checked."""
_DAY: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_BESIDE: Final = ("posture", "other_readings")
_WHO: Final = frozenset({"executor", "cross_checked"})
"""Who decided does not enter: every executor that agrees gives the same answer."""
_UNDIGESTED: Final = _WHO | {"format", "content_digest", "questions", "notice", *_BESIDE}
_EXPECTED: Final = (
    "what `duecare determine --format json` printed for one use case, or a ledger entry of a determination."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What was saved of one determination."""

    determination: dict[str, Any]
    beside: dict[str, Any]
    """What was saved with it: its posture, and what other readings would change."""

    @property
    def content(self) -> dict[str, Any]:
        """All that a replay has to give again."""
        said = {key: value for key, value in self.determination.items() if key not in _WHO}
        return {**said, **self.beside}

    @property
    def bytes(self) -> bytes:
        """The same in its canonical form."""
        return canonical_bytes(self.content)

    @property
    def profile(self) -> str:
        """The profile as it was determined."""
        return json.dumps(self.determination["profile"], ensure_ascii=False)

    @property
    def content_digest(self) -> str:
        """The digest that the saved content has, whatever it says of itself."""
        return digest({key: value for key, value in self.determination.items() if key not in _UNDIGESTED})


def read_saved(data: bytes, source: str) -> Saved:
    """The saved determination in `data`. Raises `InputError` with every fault; `source` names it in them."""
    try:
        document = json.loads(data)
        canonical_bytes(document)
    except (ValueError, RecursionError) as error:
        fault = Fault(source=source, message=f"This is no JSON document: {error}.", expected=_EXPECTED)
        raise DocumentError([fault]) from None
    saved = saved_of(document)
    faults = list(_faults(saved, source))
    if faults:
        raise InputError(faults)
    return saved


def saved_of(document: Any) -> Saved:
    """The determination in a document: the document itself, the payload of an entry, or an entry."""
    while isinstance(document, dict) and "format" not in document:
        inner = next((document[key] for key in ("payload", "entry") if key in document), None)
        if inner is None:
            break
        document = inner
    found = document if isinstance(document, dict) else {}
    said = found.get("determination")
    determination = said if isinstance(said, dict) else found
    beside = {key: found[key] for key in _BESIDE if key in found}
    return Saved(
        determination={key: value for key, value in determination.items() if key not in _BESIDE},
        beside=beside,
    )


def _faults(saved: Saved, source: str) -> Iterator[Fault]:
    said = saved.determination
    if said.get("format") != DETERMINATION_FORMAT:
        message = f"The format is {said.get('format')!r}."
        yield Fault(source=source, path="/format", message=message, expected=_EXPECTED)
        return
    wrong = [f"/{key}" for key, kind in _NEEDED.items() if not isinstance(said.get(key), kind)]
    wrong += [f"/{key}" for key in ("as_of", "known_at") if not _DAY.fullmatch(str(said.get(key)))]
    posture = saved.beside.get("posture", {"requirements": []})
    for key, parts in _ITEMS.items() if not wrong else ():
        holder = said if key in said else posture
        items = holder.get(key) if isinstance(holder, dict) else None
        if not isinstance(items, list):
            wrong.append(f"/posture/{key}")
            continue
        wrong += [
            f"/{key}/{place}"
            for place, item in enumerate(items)
            if not isinstance(item, dict) or any(part not in item for part in parts)
        ]
    for path in dict.fromkeys(wrong):
        message = "Nothing a replay could use stands here."
        yield Fault(source=source, path=path, message=message, expected=_EXPECTED)
