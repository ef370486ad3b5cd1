"""An organisation's own statements add to the law and tighten it; they never take any of it away."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.errors import Fault
from engine.knowledge import Basis, Iri, Parameter, ParameterValue, Strictness
from engine.loading.draft import Draft
from engine.loading.files import OVERLAY

_FIRM = frozenset({Basis.LAW, Basis.STANDARD})
"""What an organisation cannot decide for itself."""


def check_overlay(draft: Draft) -> Iterator[Fault]:
    """A fault for every statement of an overlay that would weaken the law, or pass for it."""
    own = frozenset(thing for thing in draft.classes if _is_own(draft, thing))
    if own:
        yield from _exceptions(draft, own)
        yield from _windows(draft, own)
        yield from _ranks(draft, own)
        yield from _grounds(draft, own)
        yield from _values(draft, own)


def _is_own(draft: Draft, thing: Iri) -> bool:
    source = draft.ground.sources.of(thing)
    return source is not None and source.file.startswith(OVERLAY)


def _exceptions(draft: Draft, own: frozenset[Iri]) -> Iterator[Fault]:
    rules = draft.knowledge_base.rules
    for name in sorted(own & rules.keys()):
        for defeated in rules[name].defeats:
            if defeated in rules and defeated not in own and rules[defeated].basis in _FIRM:
                message = f"It would defeat {defeated}, which rests on {rules[defeated].basis}."
                expected = "an exception to a rule of the overlay, or of guidance or judgement."
                yield draft.fault(name, message, mention=defeated, expected=expected)


def _windows(draft: Draft, own: frozenset[Iri]) -> Iterator[Fault]:
    windows = draft.knowledge_base.windows
    for name in sorted(own & windows.keys()):
        for timed in (*windows[name].replaces, *windows[name].window_for):
            if timed not in own:
                message = f"It would change when {timed} applies, which only a law can."
                yield draft.fault(
                    name, message, mention=timed, expected="a window for what the overlay itself states."
                )


def _ranks(draft: Draft, own: frozenset[Iri]) -> Iterator[Fault]:
    concepts = draft.knowledge_base.concepts
    for name in sorted(own & concepts.keys()):
        for lower in concepts[name].prevails_over:
            if lower not in own:
                message = f"It would prevail over {lower}, which the overlay does not state."
                yield draft.fault(name, message, mention=lower, expected="no rank above what is shipped.")


def _grounds(draft: Draft, own: frozenset[Iri]) -> Iterator[Fault]:
    """A rule or value of the organisation's own says so; another law comes with its own provisions."""
    kb = draft.knowledge_base
    cited = {name: (kb.rules[name].basis, kb.rules[name].encodes) for name in own & kb.rules.keys()}
    cited |= {
        value.id: (value.basis, value.cites)
        for parameter in kb.parameters.values()
        for value in parameter.values
        if value.id in own
    }
    for name, (basis, provisions) in sorted(cited.items()):
        if basis in _FIRM and not any(_stated_in(draft, provision, own) for provision in provisions):
            message = f"It claims to rest on {basis}, but cites nothing the overlay brings with it."
            expected = "gov:basis gov:organisational-policy, or the provisions of another law in the overlay."
            yield draft.fault(name, message, mention="gov:basis", expected=expected)


def _stated_in(draft: Draft, provision: Iri, own: frozenset[Iri]) -> bool:
    known = draft.knowledge_base.provisions.get(provision)
    return provision in own and known is not None and known.instrument in own


def _values(draft: Draft, own: frozenset[Iri]) -> Iterator[Fault]:
    for parameter in draft.knowledge_base.parameters.values():
        shipped = [each for each in parameter.values if each.id not in own and each.basis in _FIRM]
        for value in parameter.values:
            for firm in shipped:
                if value.id in own and _same_demand(value, firm) and _weaker(parameter, value, firm):
                    message = (
                        f"{value.value} is weaker than {firm.value}, which {firm.basis} asks ({firm.id})."
                    )
                    expected = "a value at least as strict."
                    yield draft.fault(value.id, message, mention="gov:value", expected=expected)


def _same_demand(value: ParameterValue, firm: ParameterValue) -> bool:
    """Whether `firm` counts wherever `value` does."""
    asked = set(value.required_by)
    return not firm.required_by or (bool(asked) and asked <= set(firm.required_by))


def _weaker(parameter: Parameter, value: ParameterValue, firm: ParameterValue) -> bool:
    """Whether the one is less strict; lists add to one another, so none of them weakens another."""
    try:
        ours, theirs = Decimal(value.value), Decimal(firm.value)
    except ArithmeticError:
        return False
    if parameter.stricter is Strictness.HIGHER:
        return ours < theirs
    return parameter.stricter is Strictness.LOWER and ours > theirs
