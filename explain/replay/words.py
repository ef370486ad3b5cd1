"""The sentences of a replay. Code fills them in; it never writes prose of its own."""

from __future__ import annotations

from typing import Final

IDENTIFIER: Final = "The digest is {said}; what is recorded has {found}."
NO_SUBJECT: Final = "{where}: the profile has no such {level}."
NO_RULES: Final = "{where}: no rule is recorded for it."
NO_LAW: Final = "{where}: {rule} was no law of these packs as known on that day, under these readings."
OTHER_CONCLUSION: Final = "{where}: {rule} does not conclude it of a {level}."
NOT_MET: Final = "{where}: {rule} asks for {condition}, which is not met by what is recorded ({truth})."
TAKEN: Final = "{where}: {rule} is taken away by {exception}."
DOUBT: Final = "{where}: it is recorded as {said}; by its rules it is {found}."
NO_WINDOW: Final = "{where}: {window} was no window for it as known on that day."
OTHER_DATES: Final = "{where}: {window} says {found}; recorded is {said}."
OTHER_WINDOW: Final = "{where}: {other} goes before {window}."
UNDATED: Final = "{where}: no window is recorded, and {window} is one for it."
NOT_DEFEATED: Final = "{where}: {exception} does not take {rule} away."
NO_TIER: Final = "{tier}: no finding is recorded for it, and it is not what is left where none holds."
NO_REASON: Final = "{control}: no finding is recorded of {finding} for {subject}."
NO_MAPPING: Final = "{control}: {mapping} is no mapping of {finding} in these packs."

CERTAIN: Final = {True: "in doubt", False: "certain"}
TRUTHS: Final = ("it is false", "it is unknown", "it is in doubt", "it is met")

RECORD: Final = (
    "Record {id} of {use_case}, as of {as_of}, under the law as known on {known_at};"
    " packs {version}, fingerprint {fingerprint}."
)
OTHER_PACKS: Final = (
    "These packs are others: {version}, fingerprint {fingerprint}."
    " Next: `duecare replay RECORD --kb DIR` with the packs it was made under."
)
SAME: Final = "Reproduced byte for byte: {size} bytes, SHA-256 {digest}."
DIFFERS: Final = "Not reproduced. First difference at {path}: recorded {recorded}, now {now}."
NOTHING: Final = "nothing"
STEPS: Final = "Proof: {steps} steps checked, {verdict}."
ALL_HOLD: Final = "all hold"
SOME_FAIL: Final = "{count} do not hold"
NOTICE: Final = "Not legal advice."
