"""Reads which requirements somebody of the organisation accepts not to meet, who, why and until when."""

from __future__ import annotations

from collections.abc import Mapping

from engine.faults import shown
from engine.knowledge import Iri
from engine.nodes import MappingNode, Node, below
from engine.posture import Acceptance
from engine.profile.form import ACCEPTED, Form
from engine.profile.reader import TEXT_LENGTH, Reader

KEYS = ("control", "by", "on", "because", "until")
Placed = tuple[Node, str]
"""A value of the profile and where it stands."""


def read_acceptances(reader: Reader, form: Form, node: MappingNode) -> tuple[Acceptance, ...]:
    """The acceptances of the whole profile `node`; where it lists none, nothing is accepted."""
    entry = node.entries.get(ACCEPTED)
    at = below("", ACCEPTED)
    items = reader.items(entry.node, at, "acceptances") if entry else ()
    found: dict[str, Acceptance] = {}
    for number, item in enumerate(items or ()):
        acceptance = _read(reader, form, item, below(at, number))
        if acceptance is not None and found.setdefault(acceptance.control, acceptance) is not acceptance:
            message = f"{acceptance.control} is accepted at {found[acceptance.control].pointer} already."
            reader.fault(item, acceptance.pointer, message, "one acceptance for each control.")
    return tuple(found[control] for control in sorted(found))


def _read(reader: Reader, form: Form, node: Node, at: str) -> Acceptance | None:
    expected = f"the keys {', '.join(KEYS)}: somebody answers for it, for a time."
    mapping = reader.mapping(node, at, expected)
    if mapping is None:
        return None
    found = {key: (entry.node, place) for key, entry, place in reader.entries(mapping, at, KEYS)}
    for key in KEYS:
        if key not in mapping.entries:
            reader.missing(mapping, at, key, expected)
    control = _control(reader, form, found)
    texts = {
        key: reader.text(*found[key], longest) if key in found else None
        for key, longest in (("by", 200), ("because", TEXT_LENGTH))
    }
    days = {key: reader.date(*found[key]) if key in found else None for key in ("on", "until")}
    by, because, on, until = texts["by"], texts["because"], days["on"], days["until"]
    if on and until and until < on:
        reader.fault(*found["until"], "It would end before it begins.", f"a day not before {on}.")
    elif control and by and because and on and until:
        return Acceptance(control=control, by=by, on=on, because=because, until=until, pointer=at)
    return None


def _control(reader: Reader, form: Form, found: Mapping[str, Placed]) -> Iri | None:
    if "control" not in found:
        return None
    expected = "a control that `duecare controls list` shows."
    node, place = found["control"]
    written = reader.scalar(node, place, expected)
    if written is None or written.text in form.controls:
        return form.controls[written.text] if written else None
    message = f"{shown(written.text)} is no control."
    reader.fault(node, place, message, expected, name=written.text, known=form.controls)
    return None
