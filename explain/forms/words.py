"""What the forms of a derivation say beside its sentences: kinds, verbs of edges, frames of `brief`."""

from __future__ import annotations

from typing import Final

from explain.derivation import NodeKind as Kind

KINDS: Final = {
    Kind.SETTING: "Setting",
    Kind.DEMAND: "Demand on the setting",
    Kind.CONTROL: "Control",
    Kind.MAPPING: "Mapping",
    Kind.PERMISSION: "Tool permission",
    Kind.FINDING: "Finding",
    Kind.OPEN: "Not determined",
    Kind.RULE: "Rule",
    Kind.EXCEPTION: "Exception",
    Kind.FACT: "Fact",
    Kind.ABSENT: "Does not hold",
    Kind.LACKING: "Condition not met",
}

RELATIONS: Final = {
    (Kind.FACT, Kind.RULE): "satisfies",
    (Kind.FINDING, Kind.RULE): "satisfies",
    (Kind.FACT, Kind.EXCEPTION): "speaks against",
    (Kind.FINDING, Kind.EXCEPTION): "speaks against",
    (Kind.RULE, Kind.EXCEPTION): "bars",
    (Kind.RULE, Kind.FINDING): "concludes",
    (Kind.RULE, Kind.ABSENT): "would conclude",
    (Kind.RULE, Kind.OPEN): "may conclude",
    (Kind.RULE, Kind.RULE): "takes away",
    (Kind.EXCEPTION, Kind.RULE): "takes away",
    (Kind.LACKING, Kind.RULE): "is missing from",
    (Kind.ABSENT, Kind.RULE): "is missing from",
    (Kind.OPEN, Kind.RULE): "is still open for",
    (Kind.FINDING, Kind.MAPPING): "is served by",
    (Kind.MAPPING, Kind.CONTROL): "leads to",
    (Kind.FINDING, Kind.CONTROL): "asks for",
    (Kind.FINDING, Kind.PERMISSION): "decides",
    (Kind.FINDING, Kind.ABSENT): "stands in its place",
    (Kind.OPEN, Kind.ABSENT): "may stand in its place",
    (Kind.ABSENT, Kind.ABSENT): "would lead to",
    (Kind.ABSENT, Kind.DEMAND): "would lead to",
    (Kind.DEMAND, Kind.SETTING): "sets",
    (Kind.DEMAND, Kind.ABSENT): "would set",
    (Kind.CONTROL, Kind.SETTING): "has",
}
"""What one statement does for the other, by the kinds of both."""
CONSIDERED: Final = {
    (Kind.EXCEPTION, Kind.RULE): "would take away",
    (Kind.DEMAND, Kind.SETTING): "gives way to",
    (Kind.RULE, Kind.FINDING): "was tried, in place of",
    (Kind.RULE, Kind.OPEN): "may conclude",
}
"""The same where it was considered and changed nothing."""
RELATION: Final = "bears on"

TITLE: Final = {"why": "Why {question}", "why-not": "Why not {question}"}
AS_OF: Final = "As of {as_of}, under the law as known on {known_at}"
PACKS: Final = "packs {version}, checked until {checked_until}, fingerprint {fingerprint}"
WHAT_IF: Final = "What would differ: {title}"
BECAUSE: Final = "{number}. Because of this"
FLIPS: Final = "What would flip {question}: {title}"
QUESTIONS: Final = "What to ask next: {title}"
ANSWER_AT: Final = "Answer it, for instance: {example}"
WHO: Final = "Who is concerned by {asked}"
PORTFOLIO: Final = "A portfolio of {count} use cases"
NOTICE: Final = "Not legal advice."

RULE_OF: Final = "The reason is the rule “{rule}”{premises}"
PREMISES: Final = ", together with this: {premises}"
DUTY: Final = "What asks for it: {sentence}"
DEMAND: Final = "What decides the value: {sentence}"
CONTROL: Final = "The control behind it: {sentence}"
FACTS: Final = "It rests on what the profile says: {facts}"
TRIED: Final = "{count} rules that would say otherwise were tried without effect, among them this: {sentence}"
NEAREST: Final = "What comes nearest: {sentence}"
WOULD_ASK: Final = "What would ask for it: {sentence}"
INSTEAD: Final = "What stands in its place: {sentence}"
LACKING: Final = "What is missing: {lacking}"
BEHIND: Final = "Behind that, {rule}; what is missing: {lacking}"
LOST: Final = "{sentence}"
TAKEN: Final = "What stands against it: {sentence}"
MORE: Final = "{text}; and {count} more"
DRAWN: Final = (
    "The graph shows {drawn} of {all} statements: the shortest proof. All of them follow below it in words."
)
DRAWN_ALL: Final = "The graph shows all {all} statements."
DRAWN_BRIEFLY: Final = (
    "The graph shows {drawn} of {all} statements: the shortest proof. `--depth full` gives all of them."
)
