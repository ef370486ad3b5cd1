"""The same sentences for who owns the business: whole, and without the terms of an outline."""

from __future__ import annotations

from typing import Final

from explain import wording

FINDING: Final = "“{label}” applies to the {level} “{subject}”{binding}{doubt}"
DUTY: Final = "The duty “{label}” applies to the {level} “{subject}”{binding}{doubt}"
BINDING: Final = " ({binding})"

PLAINLY: Final = {
    wording.ABSENT: "“{label}” does not apply to the {level} “{subject}”",
    wording.ABSENT_ANYWHERE: "“{label}” applies to no {level}",
    wording.NO_SUBJECT: "“{label}” applies to nothing here: the profile lists no {level}",
    wording.UNSETTLED: "Whether “{label}” applies to the {level} “{subject}” depends on open questions",
    wording.UNSETTLED_ANYWHERE: "Whether “{label}” applies to any {level} depends on open questions",
    wording.OPEN: "Whether “{label}” applies to the {level} “{subject}” depends on open questions",
    wording.RESIDUAL: "“{label}” applies: every rule for another class is settled, and none holds",
    wording.RULE_FAILED: "the rule “{label}” is not met ({met} of {count} conditions hold)",
    wording.RULE_UNDECIDED: "the rule “{label}” is undecided"
    " ({met} of {count} conditions hold, {unknown} not known)",
    wording.RULE_TAKEN: "the rule “{label}” is met, but an exception takes it away",
    wording.RULE_CARVED_OUT: "the rule “{label}” is not met, and an exception stands against it",
    wording.FAILED: "the rule “{label}” does not apply",
    wording.IN_DOUBT: "the rule “{label}” waits for an answer on {missing}",
    wording.BARRED: "the rule “{label}” is barred by “{by}”",
}
"""The same statements for who owns the business, by the template they are worded with in full."""
