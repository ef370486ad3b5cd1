"""Makes text of bytes in UTF-8, and says what bytes seem to be that are not."""

from __future__ import annotations

import codecs
import json
import re

from engine.faults import FaultLog

# Everything but printable text, tab and line breaks. NEL, LS and PS are no text here: YAML takes them for
# line breaks, editors do not, and then the lines of faults would be wrong.
_NOT_TEXT = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

# JSON may write one character beyond U+FFFF as two escapes; YAML knows no such pair.
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_EXPECTED = "UTF-8; save the file anew in this encoding."


def is_text(text: str) -> bool:
    """Whether `text` holds nothing but printable characters, tabs and line breaks."""
    return not _NOT_TEXT.search(text)


def decode(data: bytes, log: FaultLog) -> str | None:
    """The text of `data`; None, with faults noted in `log`, where it is no UTF-8 text."""
    seems = _seems(data)
    if seems:
        log.add(f"The file is in {seems}.", line=1, expected=_EXPECTED)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02x}"
        message = f"The byte {byte} is not UTF-8; the file seems to be in Latin-1 or Windows-1252."
        log.add(message, line=line, expected=_EXPECTED)
        return None
    return _without_surrogates(text) if _is_printable(text, log) else None


def _seems(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:64]
    if len(head) >= 4 and (not any(head[1::2]) or not any(head[::2])):
        return "UTF-16 without a mark"
    return ""


def _is_printable(text: str, log: FaultLog) -> bool:
    clean = True
    for match in _NOT_TEXT.finditer(text):
        clean = False
        line = text.count("\n", 0, match.start()) + 1
        log.add(f"The character U+{ord(match[0]):04X} stands here.", line=line, expected="printable text.")
        if log.is_full:
            break
    return clean


def _without_surrogates(text: str) -> str:
    """`text` with each pair of escaped surrogates as the one character it means, where the whole is JSON."""
    if not _PAIR.search(text):
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _PAIR.sub(lambda pair: pair[1] + _joined(pair[2], pair[3]), text)


def _joined(high: str, low: str) -> str:
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
