"""What people decided about an agent's tool calls: LangChain's HITLRequest with its HITLResponse, as logged.

A record is `{"timestamp", "interrupt_id", "metadata", "request": HITLRequest, "response": HITLResponse}`; its
first three members come from whoever logs it. Arguments, messages and edits are not taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.signals.fields import Misshapen, an_object, moment, object_at, objects, text
from evidence.signals.signal import Attribute, Event, Unreadable


def parse(record: Mapping[str, Any]) -> Iterator[Event | Unreadable]:
    """One event a decision. Decisions answer requests by their place, so there must be as many."""
    at, interrupt = moment(record, "timestamp"), text(record, "interrupt_id")
    request = an_object(record.get("request"), "/request")
    response = an_object(record.get("response"), "/response")
    asked = objects(request.get("action_requests"), "/request/action_requests")
    decided = objects(response.get("decisions"), "/response/decisions")
    if not asked or len(asked) != len(decided):
        raise Misshapen("/response/decisions", f"one decision for each of the {len(asked)} action requests")
    metadata = object_at(record, "metadata")
    carried: dict[str, Attribute] = {n: value for n, value in metadata.items() if isinstance(value, str)}
    for place, (action, decision) in enumerate(zip(asked, decided, strict=True)):
        yield Event(
            name="decision",
            occurred_at=at,
            key=f"{interrupt} {place}",
            attributes={
                **carried,
                "tool": text(action, "name", f"/request/action_requests/{place}"),
                "type": text(decision, "type", f"/response/decisions/{place}"),
            },
        )
