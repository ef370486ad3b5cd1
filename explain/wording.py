"""The sentences explanations are made of. Code fills them in; it never writes prose of its own."""

from __future__ import annotations

from typing import Final

SETTING: Final = "{label} is set to {value}: the strictest of {count}."
DEMAND: Final = "{value}, on the basis of {basis}: {rationale}"
DEMAND_OVERRIDDEN: Final = "Less strict, so overridden: {value}, on the basis of {basis}: {rationale}"
CONTROL: Final = "{label} is {status}."
MAPPING: Final = "{control} serves it ({predicate}; mapping {status}, by {author}): {comment}"
FINDING: Final = "{label}: {level} “{subject}”{binding}{doubt}."
RULE: Final = "Rule: {label}.{notes}"
FACT: Final = "{label}: {values}."
JUDGEMENT: Final = "{label}: {values}, in the judgement of {by} on {on}: {because}."
PERMISSION: Final = "The agent “{component}” {decision}."
PERMISSION_WORDS: Final = {
    "allow": "may call “{tool}” by itself",
    "ask": "may call “{tool}” only after a person's approval",
    "deny": "may not call “{tool}”",
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
READING: Final = " The project's reading: {reading}"
EXPLANATION: Final = " Note: {explanation}"
UNDER: Final = " Read as “{label}” ({name}; {ground}{default}); the question is: {question}"
GROUND: Final = {
    "text": "words of the law",
    "recital": "recital",
    "guidance-final": "final guidance",
    "guidance-draft": "draft guidance",
    "project-reading": "project's reading",
    "guidance": "guidance",
    "standard": "standard",
    "organisational-policy": "organisation's policy",
    "engineering-judgement": "engineering judgement",
}
APPLICATION: Final = {
    "binding": "",
    "adopted-not-yet-applicable": "adopted, not yet applicable",
    "no-longer-binding": "",
    "": "",
}

STATUS: Final = {
    "binding": "required by law that binds on this day",
    "upcoming": "required by law that will bind",
    "policy": "required by the organisation's policy",
    "standard": "asked for by a standard the organisation has adopted",
    "recommended": "recommended; no law in the packs demands it",
}
PREDICATE: Final = {"gov:satisfiedBy": "in full", "gov:partlySatisfiedBy": "in part"}

UNKNOWN_NAME: Final = (
    "Nothing in the packs is called {asked!r}.{nearest}"
    " Expected: a tier, obligation, concept, control or setting, by its identifier or the last part of it."
)
NOT_HERE: Final = (
    "“{label}” does not hold for this use case. Next: `duecare why-not` tells which rules come nearest,"
    " and what each lacks."
)
NOT_FOUND: Final = (
    "Nothing called {asked!r} holds for this use case.{nearest}"
    " Expected: a tier, obligation, control, setting or tool that `duecare determine` lists."
)
UNKNOWN_HOLDER: Final = (
    "{label} is said of {level}, and none called {asked!r} is in the profile. Expected: one of {known}."
)
ABSENT: Final = "{label} does not hold: {level} “{subject}”.{nearest}"
ABSENT_ANYWHERE: Final = "{label} does not hold for any {level}.{nearest}"
NO_SUBJECT: Final = "{label} does not hold: the profile lists no {level}."
NOT_LAW: Final = " No rule for it was law as known on {known_at}."
NOT_SO_READ: Final = (
    " No rule for it stands as contested points of the law are read here; another reading has one."
)
NO_RULE: Final = " No rule of the packs concludes it."
NEAREST: Final = " It has {count} rules; those that come nearest follow."
ABSENT_BRIEFLY: Final = "{label} does not hold."
UNSETTLED: Final = "{label} may hold, depending on open questions: {level} “{subject}”.{nearest}"
UNSETTLED_ANYWHERE: Final = "{label} may hold for some {level}, depending on open questions.{nearest}"
HOLDS_ALREADY: Final = " Ask `why` for its derivation; name another subject to ask why not there."
RESIDUAL_ABSENT: Final = (
    "{label} does not hold: it is left to what no other tier takes, and one holds or may hold."
)
CONTROL_ABSENT: Final = (
    "{label} is not required: none of the {count} obligations and rules that lead to it holds."
)
CONTROL_OPEN: Final = (
    "{label} is not required as things stand: none of the {count} obligations and rules that lead to it"
    " holds, but open questions decide on some."
)
CONTROL_UNMAPPED: Final = "{label} is not required: nothing in the packs leads to it."
SETTING_ABSENT: Final = "{label} is not set: the control it belongs to is not required."
SETTING_OTHER: Final = "{label} is not {value}: it is set to {actual}."
SETTING_HOLDS: Final = "{label} is {value}."
DEMAND_ABSENT: Final = "{value} would be demanded, on the basis of {basis}, if this held: {label}."
DEMAND_NOT_IN_FORCE: Final = "{value} is demanded from {start}{end}, not on this day: {rationale}"
DEMAND_UNKNOWN: Final = "No demand in the packs asks for {value}; the demands are for {values}."

RULE_FAILED: Final = "Rule not met: {label} ({met} of {count} conditions hold)."
RULE_UNDECIDED: Final = "Rule undecided: {label} ({met} of {count} conditions hold, {unknown} unknown)."
RULE_TAKEN: Final = "Rule met, but an exception takes it away: {label}."
RULE_CARVED_OUT: Final = "Rule not met, and an exception stands against it: {label}."
CONDITION_FAILED: Final = "{label}: {stated}; it would take {expected}."
CONDITION_UNKNOWN: Final = "{label}: not stated; it would take {expected}. {question}"
CONDITION_BROAD: Final = "{label}: {stated}, too broad to tell; it would take {expected}. {question}"
CONDITION_LISTED: Final = "{label}: the profile does not list every {level}, so it may hold for one of them."
CONDITION_CONTESTABLE: Final = (
    "{label}: it holds only while an exception is in doubt, too little for this one."
)

EXPECTED: Final = {
    "any-of": "{values}",
    "only-of": "nothing but {values}",
    "none-of": "none of {values}",
    "equal": "{values}",
    "less": "less than {values}",
    "at-most": "at most {values}",
    "greater": "more than {values}",
    "at-least": "at least {values}",
}
"""What a condition asks for, by its operator."""
OR: Final = " or "
MORE_VALUES: Final = "{values} or one of {count} more"
NOT_RECORDED: Final = "nothing of the kind is recorded"
NONE_STATED: Final = "none, as stated"
LEVELS: Final = {
    "use-case": "use case",
    "actor": "actor",
    "function": "function",
    "component": "component",
    "tool": "tool",
}
JUDGED: Final = "{values}, in the judgement of {by} on {on}: {because}"
UNTIL: Final = " until {end}"
NONE_LISTED: Final = "none; the profile lists none"

NOT_STATED: Final = "not stated"
FACT_CHANGED: Final = "{level} “{subject}”, {label}: {after}, instead of {before}."
SUBJECT_ADDED: Final = "The {level} “{subject}” is there, and was not."
SUBJECT_REMOVED: Final = "The {level} “{subject}” is not there any more."
LIST_ADDED: Final = "The profile says of every {level} there is, and did not."
LIST_REMOVED: Final = "The profile no longer says of every {level} there is."
RULE_ADDED: Final = "Rule that is law there only: {label}."
RULE_REMOVED: Final = "Rule that is no law there: {label}."
RULE_CHANGED: Final = "Rule that says something else there: {label}."
MAPPING_ADDED: Final = "A mapping that stands there only leads to it: {comment}"
MAPPING_REMOVED: Final = "The mapping that led to it does not stand there: {comment}"
DEMAND_ADDED: Final = "Demand that counts there only: {value}, on the basis of {basis}: {rationale}"
DEMAND_REMOVED: Final = "Demand that does not count there: {value}, on the basis of {basis}: {rationale}"
WINDOW_CHANGED: Final = "Application window: {label}."
DAY_CHANGED: Final = "The day asked about is {after}, instead of {before}."
TRACED_TO_NOTHING: Final = "The packs themselves differ."

DIFFERENCE_KINDS: Final = {
    "tier": "TIERS",
    "obligation": "OBLIGATIONS",
    "concept": "ROLES AND CONCEPTS",
    "control": "CONTROLS",
    "setting": "SETTINGS",
    "permission": "TOOL PERMISSIONS",
    "gap": "GAPS",
    "date": "DATES",
    "question": "COMPLETENESS",
}
STANDINGS: Final = {
    "holds": "holds",
    "presumed": "holds, presumed while an exception is in doubt",
    "open": "may hold, depending on open questions",
    "absent": "does not hold",
}
DIFFERENCE: Final = "{label}{subject}"
DIFFERENCE_HEAD: Final = "{kind}: {after}, instead of: {before}"
OF_SUBJECT: Final = " ({subject})"
COMPLETE: Final = {
    True: "every question that could raise a tier is settled",
    False: "an open question could raise a tier",
}
NOT_REQUIRED: Final = "not required"
REQUIRED: Final = "{status}{settings}"
NOTHING_DIFFERS: Final = "Nothing differs: no tier, obligation, control, setting, permission or date."
COMPLETENESS: Final = "Completeness"
NO_DATE: Final = "no date of its own"
NO_GAP: Final = "no gap"
NOT_SET: Final = "not set"
NO_TOOL: Final = "no such tool"
FOLDED_LATER: Final = "    … and {count} more of {bearer} that bind later; --full lists them"
FOLDED_OPEN: Final = "  … and {count} more of {bearer}; --full lists them"
OLD_SIDE: Final = "Old: {said}."
NEW_SIDE: Final = "New: {said}."
COUNTED: Final = "{kind}: {told}."
SUPPOSED: Final = "Supposed: {change}."
BECAUSE: Final = "BECAUSE"
AS_ASKED: Final = "as asked"
CHANGE_SET: Final = "{pointer} is {value}"
CHANGE_UNSET: Final = "{pointer} is not stated"
CHANGE_DAY: Final = "the day asked about is {day}"
CHANGE_READING: Final = "a contested point is read so: {reading}"
CHANGE_PACKS: Final = "the packs are {version}, fingerprint {fingerprint}"

SUPPOSED_BY: Final = "nobody yet"
SUPPOSED_BECAUSE: Final = "Supposed, to see what would follow."
SEVERAL_NAMES: Final = "{asked!r} names several things. Expected: one of {several}."
UNKNOWN_ANYONE: Final = "Nobody and nothing in the profile is called {asked!r}. Expected: one of {known}."
FLIPS_THERE: Final = (
    "{label}{subject} does not hold. It would if all of the following were true, in any one of these sets:"
)
FLIPS_AWAY: Final = (
    "{label}{subject} holds. It would not if all of the following were true, in any one of these sets:"
)
NO_FLIPS_THERE: Final = (
    "{label}{subject} does not hold, and no set of at most {most} changes was found by which it would."
)
NO_FLIPS_AWAY: Final = (
    "{label}{subject} holds, and no set of at most {most} changes was found by which it would not."
)
FLIP: Final = "{number}. Then the tiers would be: {tiers}"
NO_TIER: Final = "none settled"
FLIP_CHANGE: Final = "{level} “{subject}”, {label}: {after} ({whose})"
CHANGEABLE: Final = {
    True: "the organisation's to choose",
    False: "given, not the organisation's to choose",
    None: "the packs do not say whose to choose",
}
NOW_UNSTATED: Final = "{after}; now not stated"
IN_PLACE_OF: Final = "{after} in place of {before}"
ALSO: Final = "also {values}"
WITHOUT: Final = "without {values}"
SEARCH_WHOLE: Final = "Every set the rules suggest was tried, by determining anew {trials} times."
SEARCH_CUT: Final = "The search met its bound after determining anew {trials} times: there may be other sets."
SEARCH_LIMITS: Final = (
    "Actors, functions, components, tools and recorded decisions are neither added nor taken away."
    " No set of facts shown would be enough with one of them left out."
)
WHAT_IS_TRUE: Final = (
    "These are conditions, not suggestions: what is true of the system decides, not what its profile says."
)

QUESTIONS: Final = "OPEN QUESTIONS, MOST DECISIVE FIRST"
NO_QUESTION: Final = "No open question: everything the rules ask is answered."
ONLY_TOGETHER: Final = "settles nothing alone; it matters together with another of these questions"
OUTCOME: Final = "if {values}: {outcome}"
NONE_AT_ALL: Final = "none"
OUTCOME_ADDED: Final = "would hold: {names}"
OUTCOME_RULED_OUT: Final = "ruled out: {names}"
OUTCOME_OPENED: Final = "newly asked: {names}"
OUTCOME_NOTHING: Final = "settles nothing"
MORE_NAMES: Final = " and {count} more"
OUTCOMES_CUT: Final = "Not every answer was supposed: a bound was met, and some outcomes are not shown."
