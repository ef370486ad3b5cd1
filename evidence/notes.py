"""Signed notes and checkpoints in the text formats of C2SP signed-note and tlog-checkpoint."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.errors import NoteRejected
from evidence.keys import SigningKey, VerifierKey

SIGNATURE_LINE = "— "
"""An em dash and a space begin every signature line."""
MAX_NOTE_CHARACTERS = 200_000
"""Above 16 signatures of 5 kB each, which every verifier must accept."""


def sign_note(text: str, key: SigningKey) -> str:
    """`text` (which must end in a newline) with one signature of `key`."""
    _require_note_text(text)
    signature = base64.b64encode(key.verifier.key_id + key.sign(text.encode())).decode()
    return f"{text}\n{SIGNATURE_LINE}{key.name} {signature}\n"


def open_note(note: str, key: VerifierKey) -> str:
    """
    The text of `note`, given only if `key` signed it.

    Signatures of other keys are passed over, as the format demands; no signature of `key`, or a wrong one,
    raises `NoteRejected`.
    """
    text, lines = _split_note(note)
    ours = [
        signature
        for name, key_id, signature in _signatures(lines)
        if (name, key_id) == (key.name, key.key_id)
    ]
    if not ours:
        raise NoteRejected(f"The note carries no signature of {key}.")
    if not all(key.has_signed(text.encode(), signature) for signature in ours):
        raise NoteRejected(
            f"The note's signature of {key.name} is wrong: its text was changed, or another key signed it."
        )
    return text


def _require_note_text(text: str) -> None:
    if not text.endswith("\n") or len(text) > MAX_NOTE_CHARACTERS:
        raise NoteRejected("A note's text must end in a newline and stay within the size limit.")
    try:
        encoded = text.encode()
    except UnicodeEncodeError as error:
        raise NoteRejected("A note must be valid Unicode.") from error
    if any(byte < 0x20 and byte != 0x0A for byte in encoded):
        raise NoteRejected("A note must not hold control characters other than newlines.")


def _split_note(note: str) -> tuple[str, list[str]]:
    _require_note_text(note)
    text, separator, tail = note.rpartition("\n\n")
    if not separator or not tail:
        raise NoteRejected("This is no signed note: expected a text, an empty line, and signature lines.")
    return text + "\n", tail.removesuffix("\n").split("\n")


def _signatures(lines: list[str]) -> Iterator[tuple[str, bytes, bytes]]:
    """The key name, key id and signature of each line."""
    for line in lines:
        name, _, encoded = line.removeprefix(SIGNATURE_LINE).partition(" ")
        if not line.startswith(SIGNATURE_LINE) or not name:
            raise NoteRejected(f"This is no signature line: {line[:80]!r}.")
        try:
            blob = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise NoteRejected(f"The signature of {name} is no base64.") from error
        # Several texts decode to the same bytes; only the one that encoding gives is a signature line.
        if base64.b64encode(blob).decode() != encoded:
            raise NoteRejected(f"The signature of {name} is not written as base64 writes it.")
        yield name, blob[:4], blob[4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeHead:
    """What a checkpoint states: which log, how many entries, and the root hash over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_tree_head(text: str) -> TreeHead:
    """Reads the text of a checkpoint; extension lines, which no monitor can audit, are refused."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise NoteRejected("A checkpoint has three lines: origin, size and root hash.")
    origin, size, encoded = lines[:3]
    try:
        head = TreeHead(origin=origin, size=int(size), root=base64.b64decode(encoded, validate=True))
    except ValueError as error:
        raise NoteRejected(f"The checkpoint of {origin} has no readable size and root hash.") from error
    if head.text() != text or head.size < 0 or len(head.root) != 32:
        raise NoteRejected(f"The checkpoint of {origin} is not written as the format demands.")
    return head


def open_checkpoint(note: str, key: VerifierKey) -> TreeHead:
    """The tree head in `note`, if `key` signed it and it is of the log that `key` is named after."""
    head = parse_tree_head(open_note(note, key))
    if head.origin != key.name:
        raise NoteRejected(f"The checkpoint is of the log {head.origin}, but the key is of {key.name}.")
    return head
