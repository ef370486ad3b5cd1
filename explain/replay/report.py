"""What a replay found, as plain text and as JSON, `duecare.replay/1`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from engine.knowledge import KnowledgeBase
from explain.dates import human_date
from explain.replay import words
from explain.replay.checker import Checked
from explain.replay.first_difference import ABSENT, Difference, first_difference
from explain.replay.saved import Saved

_MOST_FAILURES: Final = 20
"""How many failed steps are printed; the JSON form has them all."""
_MOST_SHOWN: Final = 120
"""How many characters of a value that differs are printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of replaying one record."""

    saved: Saved
    packs: KnowledgeBase
    """The packs it was replayed under."""
    difference: Difference | None
    """Where the answer of now differs first; None where it is the same byte for byte."""
    checked: Checked

    @property
    def same_packs(self) -> bool:
        """Whether the packs are those of the record."""
        return bool(self.saved.determination["knowledge_base"].get("fingerprint") == self.packs.fingerprint)

    @property
    def holds(self) -> bool:
        """Whether it was reproduced and every step of its proof holds."""
        return self.difference is None and not self.checked.failures


def replay(saved: Saved, now: Saved, packs: KnowledgeBase, checked: Checked) -> Replay:
    """The outcome, given the answer of `now` to the recorded profile under `packs`."""
    difference = first_difference(saved.content, now.content) if saved.bytes != now.bytes else None
    return Replay(saved=saved, packs=packs, difference=difference, checked=checked)


def replay_text(found: Replay) -> str:
    """The outcome in words: the record, the comparison, the proof."""
    return "\n".join(_lines(found)) + "\n"


def replay_record(found: Replay) -> dict[str, Any]:
    """The outcome as JSON values."""
    said, difference = found.saved.determination, found.difference
    return {
        "format": "duecare.replay/1",
        "determination": said["id"],
        "use_case": said["use_case"],
        "recorded_packs": {key: said["knowledge_base"].get(key) for key in ("version", "fingerprint")},
        "packs": {"version": found.packs.version, "fingerprint": found.packs.fingerprint},
        "same_packs": found.same_packs,
        "is_same": difference is None,
        "sha256": _digest(found),
        "difference": None
        if difference is None
        else {
            "path": difference.path,
            "recorded": None if difference.recorded is ABSENT else difference.recorded,
            "now": None if difference.current is ABSENT else difference.current,
        },
        "steps": found.checked.steps,
        "failures": list(found.checked.failures),
        "notice": words.NOTICE,
    }


def _lines(found: Replay) -> Iterator[str]:
    said = found.saved.determination
    yield words.RECORD.format(
        id=said["id"],
        use_case=said["use_case"],
        as_of=human_date(said["as_of"]),
        known_at=human_date(said["known_at"]),
        version=said["knowledge_base"].get("version"),
        fingerprint=str(said["knowledge_base"].get("fingerprint"))[:16],
    )
    if not found.same_packs:
        yield words.OTHER_PACKS.format(version=found.packs.version, fingerprint=found.packs.fingerprint[:16])
    if found.difference is None:
        yield words.SAME.format(size=len(found.saved.bytes), digest=_digest(found))
    else:
        yield words.DIFFERS.format(
            path=found.difference.path or "/",
            recorded=_shown(found.difference.recorded),
            now=_shown(found.difference.current),
        )
    failures = found.checked.failures
    verdict = words.SOME_FAIL.format(count=len(failures)) if failures else words.ALL_HOLD
    yield words.STEPS.format(steps=found.checked.steps, verdict=verdict)
    yield from (f"  {failure}" for failure in failures[:_MOST_FAILURES])
    yield words.NOTICE


def _digest(found: Replay) -> str:
    return hashlib.sha256(found.saved.bytes).hexdigest()


def _shown(value: Any) -> str:
    if value is ABSENT:
        return words.NOTHING
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
