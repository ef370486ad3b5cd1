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
EXCEPTION_FAILED: Final = "Exception considered, does not apply: {label}; {failed}."
EXCEPTION_OPEN: Final = "Exception in doubt, takes nothing away until shown: {label}; not stated: {missing}."
EXCEPTION_DEFEATED: Final = "Exception barred: {label}, because of {by}."
CONDITION_FAILED: Final = "{fact} is not {wanted}"
DOUBT: Final = "; an exception is still in doubt"
READING: Final = " Reading: {reading}"

STATUS: Final = {
    "binding": "required by law that binds on this day",
    "upcoming": "required by law that will bind",
    "recommended": "recommended; no law in the packs demands it",
}
PREDICATE: Final = {"gov:satisfiedBy": "in full", "gov:partlySatisfiedBy": "in part"}
