"""Why: the derivation of a tier, an obligation, a concept, a control, a setting or a tool's permission."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.citations import label
from engine.determination import Determination, Finding
from engine.errors import UnknownSubject
from engine.knowledge import Iri, KnowledgeBase
from engine.nearest import nearest
from engine.posture import ControlRequirement, Posture, Reason, Setting, ToolPermission
from explain import wording
from explain.derivation import Derivation, Node, NodeKind
from explain.names import known_names, resolve, short
from explain.proofs import Proofs
from explain.units import valued

_NEVER: Final = "~"
"""Stands after every date: what binds first is told first, what no law dates is told last."""


def why(determination: Determination, posture: Posture, question: str) -> Derivation:
    """
    The derivation of whatever `question` names.

    A name is an identifier (`aia:obl.human-oversight`), its last part (`human-oversight`, `human-review`,
    `human-review.sampling-rate`) or a tool (`recruiting-agent/send_rejection`). Raises `UnknownSubject` with
    the nearest names where nothing in the determination or posture is called that.
    """
    builder = _Builder(determination, posture)
    roots = builder.roots(question)
    if not roots:
        raise UnknownSubject(_unknown(determination.knowledge_base, question, builder.names()))
    return Derivation(question=question, roots=tuple(roots), nodes=builder.proofs.nodes)


def _unknown(knowledge_base: KnowledgeBase, question: str, names: Iterable[str]) -> str:
    """That it does not hold, where the packs know the name; else the nearest names, of what holds or not."""
    try:
        named = resolve(knowledge_base, question)
    except UnknownSubject:
        known = known_names(knowledge_base).union(names)
        return wording.NOT_FOUND.format(asked=question, nearest=nearest(question, known))
    return wording.NOT_HERE.format(label=label(knowledge_base, named[0].id).rstrip("."))


class _Builder:
    def __init__(self, determination: Determination, posture: Posture) -> None:
        self.determination = determination
        self.posture = posture
        self.knowledge_base = determination.knowledge_base
        self.proofs = Proofs(determination)
        self._findings = {(f.conclusion, f.subject): f for f in determination.findings}

    def names(self) -> set[str]:
        """Every name a question may use, in its short form."""
        found = {short(finding.conclusion) for finding in self.determination.findings}
        found |= {short(waiting.conclusion) for waiting in self.determination.undetermined}
        found |= {short(tier) for tier in self.determination.tiers}
        found |= {short(requirement.control) for requirement in self.posture.requirements}
        found |= {
            short(s.parameter) for requirement in self.posture.requirements for s in requirement.settings
        }
        found |= {permission.tool for permission in self.posture.permissions}
        return found | {f"{p.component}/{p.tool}" for p in self.posture.permissions}

    def roots(self, question: str) -> list[str]:
        """The nodes that answer `question`, built with their proofs."""
        asked = question.strip()
        for requirement in self.posture.requirements:
            if asked in (requirement.control, short(requirement.control)):
                return [self._control(requirement)]
            for setting in requirement.settings:
                if asked in (setting.parameter, short(setting.parameter)):
                    return [self._setting(setting, requirement)]
        for permission in self.posture.permissions:
            if asked in (f"{permission.component}/{permission.tool}", permission.tool):
                return [self._permission(permission)]
        return self._concluded(asked)

    def _concluded(self, asked: str) -> list[str]:
        """The findings called so, then what may hold; a residual tier holds of no subject."""
        named = [f for f in self.determination.findings if asked in (f.conclusion, short(f.conclusion))]
        waiting = [o for o in self.determination.undetermined if asked in (o.conclusion, short(o.conclusion))]
        if named or waiting:
            return [*map(self.proofs.finding, named), *map(self.proofs.open, waiting)]
        tiers = [tier for tier in self.determination.tiers if asked in (tier, short(tier))]
        return [self.proofs.residual(tier) for tier in tiers]

    def _control(self, requirement: ControlRequirement) -> str:
        first = sorted(requirement.because, key=lambda reason: reason.binds_from or _NEVER)
        because = tuple(self._reason(reason, requirement) for reason in first)
        citations = tuple(dict.fromkeys(c for reason in first for c in reason.citations))
        sentence = wording.CONTROL.format(label=requirement.label, status=wording.STATUS[requirement.status])
        return self._put(f"control {requirement.control}", NodeKind.CONTROL, sentence, citations, because)

    def _reason(self, reason: Reason, requirement: ControlRequirement) -> str:
        finding = self.proofs.finding(self._findings[Iri(reason.finding), reason.subject])
        row = next((row for row in self.knowledge_base.mappings if row.id == reason.mapping), None)
        if row is None:
            return finding
        sentence = wording.MAPPING.format(
            control=requirement.label,
            predicate=wording.PREDICATE[row.predicate],
            status=row.status,
            author=row.author,
            comment=row.comment,
        )
        return self._put(
            f"mapping {row.id} {reason.subject}", NodeKind.MAPPING, sentence, (row.id,), (finding,)
        )

    def _setting(self, setting: Setting, requirement: ControlRequirement) -> str:
        demands = [self._demand(setting, place) for place in range(len(setting.winners))]
        losers = [
            self._demand(setting, len(setting.winners) + place) for place in range(len(setting.overridden))
        ]
        count = len(demands) + len(losers)
        sentence = wording.SETTING.format(
            label=setting.label,
            value=valued(setting.value, setting.unit),
            count="one demand" if count == 1 else f"{count} demands",
        )
        citations = tuple(dict.fromkeys(c.source for c in setting.winners))
        because = (*demands, self._control(requirement))
        return self._put(
            f"setting {setting.parameter}", NodeKind.SETTING, sentence, citations, because, tuple(losers)
        )

    def _demand(self, setting: Setting, place: int) -> str:
        demand = (*setting.winners, *setting.overridden)[place]
        template = wording.DEMAND if place < len(setting.winners) else wording.DEMAND_OVERRIDDEN
        sentence = template.format(
            value=valued(demand.value, setting.unit),
            basis=demand.basis.value.replace("-", " "),
            rationale=demand.rationale,
        )
        because = tuple(map(self.proofs.finding, self._demanding(setting.parameter, demand.source)))
        citations = (*demand.citations, demand.source)
        return self._put(f"demand {demand.source}", NodeKind.DEMAND, sentence, citations, because)

    def _demanding(self, parameter: Iri, source: Iri) -> Iterable[Finding]:
        """The findings that make the demand `source`; none for a default, which nothing has to ask for."""
        values = self.knowledge_base.parameters[parameter].values
        required_by = {name for value in values if value.id == source for name in value.required_by}
        return (finding for finding in self.determination.findings if finding.conclusion in required_by)

    def _permission(self, permission: ToolPermission) -> str:
        because = tuple(
            self.proofs.finding(self._findings[Iri(reason.finding), reason.subject])
            for reason in permission.because
            if not reason.provisional
        )
        sentence = wording.PERMISSION.format(
            component=permission.component,
            decision=wording.PERMISSION_WORDS[permission.decision].format(tool=permission.tool),
        )
        citations = tuple(dict.fromkeys(c for reason in permission.because for c in reason.citations))
        place = next(
            subject.pointer
            for subject in self.determination.use_case.subjects
            if subject.id == f"{permission.component}/{permission.tool}"
        )
        key = f"permission {permission.component}/{permission.tool}"
        return self._put(key, NodeKind.PERMISSION, sentence, citations or (f"profile {place}",), because)

    def _put(
        self,
        key: str,
        kind: NodeKind,
        sentence: str,
        citations: tuple[str, ...],
        because: tuple[str, ...],
        considered: tuple[str, ...] = (),
    ) -> str:
        self.proofs.nodes[key] = Node(
            id=key, kind=kind, sentence=sentence, citations=citations, because=because, considered=considered
        )
        return key
