"""Who: which use cases of a portfolio a control, a provision or a model concerns, and by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.citations import cite, support_of_conclusion
from engine.determination import Determination, Finding
from engine.errors import UnknownSubject
from engine.knowledge import Iri, KnowledgeBase
from engine.nearest import nearest
from engine.posture import ControlRequirement, Posture
from explain import wording
from explain.dates import binding_words
from explain.names import short

Answered = tuple[Determination, Posture]


class By(StrEnum):
    """What a portfolio is asked by."""

    CONTROL = "requires"
    PROVISION = "because"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One use case that is meant, with one thing that makes it so."""

    use_case: str
    title: str
    subject: str
    """The actor, function, component or tool concerned; empty where it is the use case."""
    what: str
    """What holds there, as a sentence without its full stop."""
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """The answer to one question about a portfolio."""

    by: By
    asked: str
    found: str
    """What the question was understood to name."""
    asked_of: int
    """How many use cases were looked at."""
    rows: tuple[Row, ...]


UNKNOWN: Final = "{what} is called {asked!r}.{nearest} Expected: {expected}"
_EXPECTED: Final = {
    By.CONTROL: "a control by its identifier or the last part of it; `duecare controls list` has them all.",
    By.PROVISION: "a provision by its identifier (aia:art_26.par_2) or as it is cited (AI Act Art. 26(2)).",
    By.MODEL: "a model, or the id of a part of the stack, that some profile of this portfolio names.",
}
_NOTHING: Final = {
    By.CONTROL: "No control of the packs",
    By.PROVISION: "No provision of the packs",
    By.MODEL: "No model in these profiles",
}


def who(knowledge_base: KnowledgeBase, answers: Sequence[Answered], by: By, asked: str) -> Portfolio:
    """
    The use cases among `answers` that `asked` concerns, in the order given, each with what makes it so.

    A provision stands for all that is below it: `AI Act Art. 26` for every paragraph of it. Raises
    `UnknownSubject` with the nearest names where nothing is called so.
    """
    name = " ".join(asked.split())
    if by is By.CONTROL:
        control = _control(knowledge_base, name)
        rows = [row for each in answers for row in _requiring(each, control)]
        found = knowledge_base.controls[control].label
    elif by is By.PROVISION:
        provision = _provision(knowledge_base, name)
        meant = _below(knowledge_base, provision)
        rows = [row for each in answers for row in _because(each, meant)]
        found = cite(knowledge_base, provision)
    else:
        found = _model(answers, name)
        rows = [row for each in answers for row in _using(each, found)]
    return Portfolio(by=by, asked=asked, found=found, asked_of=len(answers), rows=tuple(rows))


def _control(knowledge_base: KnowledgeBase, name: str) -> Iri:
    for control in knowledge_base.controls:
        if name in (control, short(control)):
            return control
    raise _unknown(By.CONTROL, name, map(short, knowledge_base.controls))


def _provision(knowledge_base: KnowledgeBase, name: str) -> Iri:
    named: dict[str, Iri] = {}
    for provision in (*knowledge_base.instruments, *knowledge_base.provisions):
        named.setdefault(provision, provision)
        named.setdefault(cite(knowledge_base, provision), provision)
    if name in named:
        return named[name]
    folded = {spelled.casefold(): provision for spelled, provision in named.items()}
    if name.casefold() in folded:
        return folded[name.casefold()]
    raise _unknown(By.PROVISION, name, named)


def _model(answers: Sequence[Answered], name: str) -> str:
    known = {
        name for _, posture in answers for part in posture.stack for name in (part.model, part.id) if name
    }
    if name not in known:
        raise _unknown(By.MODEL, name, known)
    return name


def _unknown(by: By, asked: str, known: Iterable[str]) -> UnknownSubject:
    return UnknownSubject(
        UNKNOWN.format(what=_NOTHING[by], asked=asked, nearest=nearest(asked, known), expected=_EXPECTED[by])
    )


def _below(knowledge_base: KnowledgeBase, provision: Iri) -> frozenset[Iri]:
    """`provision` and every part of it; of an instrument, all its provisions."""
    if provision in knowledge_base.instruments:
        parts = (p.id for p in knowledge_base.provisions.values() if p.instrument == provision)
        return frozenset({provision, *parts})
    found = {provision}
    for part in knowledge_base.provisions:
        line = [part]
        while (parent := knowledge_base.provisions[line[-1]].parent) in knowledge_base.provisions:
            line.append(Iri(parent or ""))
        if provision in line:
            found.add(part)
    return frozenset(found)


def _requiring(answered: Answered, control: Iri) -> Iterator[Row]:
    _, posture = answered
    for required in posture.requirements:
        if required.control == control:
            yield _row(posture, "", _required(required), _reasons(required))


def _required(required: ControlRequirement) -> str:
    text = wording.CONTROL.format(label=required.label, status=wording.STATUS[required.status])
    return text.rstrip(".")


def _reasons(required: ControlRequirement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for reason in required.because for c in reason.citations))


def _because(answered: Answered, meant: frozenset[Iri]) -> Iterator[Row]:
    determination, posture = answered
    known = determination.knowledge_base
    for finding in determination.findings:
        concept = known.concepts[finding.conclusion]
        rests = {p for rule in finding.rules for p in known.rules[rule].encodes} | {*concept.stated_in}
        if not meant.isdisjoint(rests):
            binding = f", {binding_words(finding.binding)}" if finding.binding else ""
            said = f"{concept.label.rstrip('.')}{binding}{wording.DOUBT if finding.contestable else ''}"
            yield _row(posture, finding.subject, said, _support(determination, finding))


def _support(determination: Determination, finding: Finding) -> tuple[str, ...]:
    return support_of_conclusion(determination.knowledge_base, finding.conclusion, finding.rules)


def _using(answered: Answered, model: str) -> Iterator[Row]:
    determination, posture = answered
    places = {subject.id: subject.pointer for subject in determination.use_case.subjects}
    for part in posture.stack:
        if model in (part.model, part.id):
            yield _row(posture, part.id, f"Uses {model}", (f"profile {places.get(part.id, '/stack')}",))


def _row(posture: Posture, subject: str, what: str, citations: tuple[str, ...]) -> Row:
    return Row(
        use_case=posture.use_case, title=posture.title, subject=subject, what=what, citations=citations
    )
