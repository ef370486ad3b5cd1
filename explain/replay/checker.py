"""Checks the proof in a record step by step, by an evaluator of its own.

A step is one rule that fired, one exception that might have taken it away, one window, one rule taken away,
one tier, or one reason of a control. What holds nowhere in the record is not looked for: that is what
determining it anew is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.knowledge import KnowledgeBase, Rule, Window
from engine.usecase import Subject, UseCase
from explain.replay import words
from explain.replay.conditions import Conditions, Truth, least
from explain.replay.law import LawOfRecord
from explain.replay.saved import Saved

Steps = Iterator[str | None]
"""One item a step: None where it holds, otherwise what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How the check went."""

    steps: int
    failures: tuple[str, ...]


def check(saved: Saved, use_case: UseCase, knowledge_base: KnowledgeBase) -> Checked:
    """Every step of the proof in `saved`, checked on the recorded facts under `knowledge_base`."""
    steps = list(_Checker(saved, use_case, knowledge_base).steps())
    return Checked(steps=len(steps), failures=tuple(dict.fromkeys(each for each in steps if each)))


class _Checker:
    def __init__(self, saved: Saved, use_case: UseCase, knowledge_base: KnowledgeBase) -> None:
        self._saved = saved
        self._record = saved.determination
        self._packs = knowledge_base
        self._law = LawOfRecord(self._record, knowledge_base)
        self._conditions = Conditions(self._record, use_case, knowledge_base)
        self._verdicts: dict[tuple[str, str], Truth] = {}

    def steps(self) -> Steps:
        said = str(self._record["content_digest"])
        found = self._saved.content_digest
        yield None if said == found else words.IDENTIFIER.format(said=said, found=found)
        for finding in self._record["findings"]:
            yield from self._finding(finding)
        for defeated in self._record["defeated"]:
            yield from self._defeated(defeated)
        yield from self._tiers()
        yield from self._reasons()

    def _finding(self, finding: dict[str, Any]) -> Steps:
        where = f"{finding['conclusion']} of {finding['subject']}"
        subject = self._conditions.subject(finding["level"], finding["subject"])
        if subject is None:
            yield words.NO_SUBJECT.format(where=where, level=finding["level"])
            return
        if not finding["rules"]:
            yield words.NO_RULES.format(where=where)
            return
        firm = False
        for name in finding["rules"]:
            rule = self._law.rule(name)
            if rule is None:
                yield words.NO_LAW.format(where=where, rule=name)
                continue
            yield from self._fired(rule, finding, subject, where)
            firm = firm or self._verdict(rule, subject) is Truth.MET
        doubtful = finding["contestable"]
        said, found = words.CERTAIN[bool(doubtful)], words.CERTAIN[not firm]
        yield None if said == found else words.DOUBT.format(where=where, said=said, found=found)
        yield self._window(finding, subject, where)

    def _fired(self, rule: Rule, finding: dict[str, Any], subject: Subject, where: str) -> Steps:
        """That the rule's conditions are met, that it concludes this, and that no exception is shown."""
        if finding["conclusion"] not in rule.concludes or rule.level is not subject.level:
            yield words.OTHER_CONCLUSION.format(where=where, rule=rule.id, level=finding["level"])
        for condition in rule.conditions:
            truth = self._conditions.read(condition, subject)
            said = words.NOT_MET.format(
                where=where, rule=rule.id, condition=condition.id, truth=words.TRUTHS[truth]
            )
            yield None if truth >= Truth.IN_DOUBT else said
        for exception in self._law.exceptions(rule):
            shown = self._verdict(exception, subject) is Truth.MET
            yield words.TAKEN.format(where=where, rule=rule.id, exception=exception.id) if shown else None

    def _verdict(self, rule: Rule, subject: Subject) -> Truth:
        """Whether a rule fires: a rule is presumed, an exception must be shown."""
        key = (rule.id, subject.id)
        if key not in self._verdicts:
            self._verdicts[key] = Truth.UNKNOWN  # exceptions to exceptions end; this only bounds the search
            met = least(self._conditions.read(condition, subject) for condition in rule.conditions)
            against = [self._verdict(each, subject) for each in self._law.exceptions(rule)] if met else []
            self._verdicts[key] = _decided(met, against, exception=bool(rule.defeats))
        return self._verdicts[key]

    def _window(self, finding: dict[str, Any], subject: Subject, where: str) -> str | None:
        known = self._law.windows(finding["conclusion"])
        said = finding["binding"]
        general = [window for window in known if not window.conditions]
        if said is None:
            return words.UNDATED.format(where=where, window=general[0].id) if general else None
        window = next((each for each in known if each.id == said["window"]), None)
        if window is None:
            return words.NO_WINDOW.format(where=where, window=said["window"])
        found = (self._law.state(window), window.applies_from, window.applies_until)
        recorded = (said["state"], said["from"], said["until"] or "")
        if found != recorded:
            found_words, said_words = (" ".join(filter(None, each)) for each in (found, recorded))
            return words.OTHER_DATES.format(where=where, window=window.id, found=found_words, said=said_words)
        governing = self._governing(known, subject)
        if governing is not None and governing.id != window.id:
            return words.OTHER_WINDOW.format(where=where, other=governing.id, window=window.id)
        return None

    def _governing(self, known: list[Window], subject: Subject) -> Window | None:
        """What counts: a window that is shown before the general one, one that binds before others."""
        met = {w.id: least(self._conditions.read(c, subject) for c in w.conditions) for w in known}
        general = [window for window in known if not window.conditions]
        enough = Truth.MET if general else Truth.IN_DOUBT
        shown = [window for window in known if met[window.id] >= enough]
        rivals = shown or general or [window for window in known if met[window.id] > Truth.NOT_MET]
        ordered = sorted(rivals, key=lambda window: (window.applies_from, window.id))
        for state in ("binding", "upcoming"):
            for window in ordered:
                if self._law.state(window) == state:
                    return window
        return ordered[-1] if ordered else None

    def _defeated(self, defeated: dict[str, Any]) -> Steps:
        rule = self._law.rule(defeated["rule"])
        where = f"{defeated['rule']} of {defeated['subject']}"
        subject = self._conditions.subject(rule.level.value, defeated["subject"]) if rule else None
        if rule is None or subject is None:
            yield words.NO_LAW.format(where=where, rule=defeated["rule"])
            return
        for name in defeated["by"]:
            by = self._law.rule(name)
            shown = by is not None and rule.id in by.defeats and self._verdict(by, subject) is Truth.MET
            yield None if shown else words.NOT_DEFEATED.format(where=where, exception=name, rule=rule.id)

    def _tiers(self) -> Steps:
        held = {finding["conclusion"] for finding in self._record["findings"]}
        for tier in self._record["tiers"]:
            concept = self._packs.concepts.get(tier["tier"])
            left = concept is not None and concept.residual and len(self._record["tiers"]) == 1
            yield None if tier["tier"] in held or left else words.NO_TIER.format(tier=tier["tier"])

    def _reasons(self) -> Steps:
        """That each control rests on a finding of the record, through a mapping of the packs."""
        held = {(finding["conclusion"], finding["subject"]) for finding in self._record["findings"]}
        rows = {row.id: row for row in self._packs.mappings if not row.negated}
        for required in self._saved.beside.get("posture", {}).get("requirements", ()):
            for reason in required["because"]:
                said = {"control": required["control"], **reason}
                row = rows.get(reason["mapping"])
                if (reason["finding"], reason["subject"]) not in held:
                    yield words.NO_REASON.format(**said)
                elif reason["mapping"] and (row is None or row.subject != reason["finding"]):
                    yield words.NO_MAPPING.format(**said)
                else:
                    yield None


def _decided(met: Truth, against: list[Truth], *, exception: bool) -> Truth:
    if met is Truth.NOT_MET or Truth.MET in against:
        return Truth.NOT_MET
    if exception and met < Truth.MET:
        return Truth.UNKNOWN
    if met is Truth.UNKNOWN:
        return Truth.UNKNOWN
    if any(each is Truth.UNKNOWN for each in against):
        return Truth.UNKNOWN if exception else Truth.IN_DOUBT
    return met
