"""The sentences explanations are made of. Code fills them in; it never writes prose of its own."""

from __future__ import annotations

from typing import Final

SETTING: Final = "{label} is set to {value}: the strictest of {count}."
DEMAND: Final = "{value}, on the basis of {basis}: {rationale}"
DEMAND_OVERRIDDEN: Final = "Less strict, so overridden: {value}, on the basis of {basis}: {rationale}"
CONTROL: Final = "{label} is {status}."
MAPPING: Final = "{control} serves it ({predicate}; mapping {status}, by {author}): {comment}"
FINDING: Final = "{label}: {level} “{subject}”{binding}{doubt}."
RULE: Final = "Rule: {label}.{reading}"
FACT: Final = "{label}: {values}."
FACT_NONE: Final = "{label}: none, as stated."
JUDGEMENT: Final = "{label}: {values}, in the judgement of {by} on {on}: {because}"
PERMISSION: Final = "The agent “{component}” may {decision} “{tool}”."
PERMISSION_WORDS: Final = {
    "allow": "by itself call",
    "ask": "only after a person's approval call",
    "deny": "not call",
}
CONSIDERED: Final = {"exception": "Exception considered,", "rule": "Rule considered,"}
FAILED: Final = "does not apply: {label}.{lacking}"
LACKING: Final = " It would take {wanted}, which does not hold."
IN_DOUBT: Final = "in doubt: {label}. Still open: {missing}."
BARRED: Final = "barred: {label}, because of this: {by}."
BAR_UNKNOWN: Final = "whether it is itself barred"
RESIDUAL: Final = "{label}: every rule for another tier is settled, and none holds."
OPEN: Final = "May hold, depending on open questions: {label}, {level} “{subject}”."
DOUBT: Final = "; an exception is still in doubt"
READING: Final = " Reading: {reading}"

STATUS: Final = {
    "binding": "required by law that binds on this day",
    "upcoming": "required by law that will bind",
    "recommended": "recommended; no law in the packs demands it",
}
PREDICATE: Final = {"gov:satisfiedBy": "in full", "gov:partlySatisfiedBy": "in part"}
