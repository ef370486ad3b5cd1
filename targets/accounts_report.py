"""The accounts of a posture's demands as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

from engine.posture import Posture
from targets.accounts import Account, Accounts
from targets.compensating import Proposal
from targets.places import Place, Verdict
from targets.points import Points
from targets.stack import OfferedStack

FORMAT: Final = "duecare.coverage/1"
_TOLD: Final = {
    Verdict.FULLY: "held by a document",
    Verdict.PARTLY: "partly held by a document",
    Verdict.ATTESTED: "attested, no document",
    Verdict.UNKNOWN: "unknown",
    Verdict.NONE: "residual",
}
_STATUSES: Final = ("deny", "ask", "allow", "binding", "upcoming", "policy", "standard", "recommended")


def coverage_record(posture: Posture, found: Accounts) -> dict[str, Any]:
    """The accounts as JSON values; every demand stands in `accounts[]` once."""
    stack = asdict(found.stack)
    return {
        "format": FORMAT,
        "use_case": posture.use_case,
        "posture": posture.id,
        "as_of": posture.as_of,
        "is_complete": posture.is_complete,
        "stack": _plain(stack),
        "counts": {verdict.value: len(found.with_verdict(verdict)) for verdict in Verdict},
        "accounts": [_plain(asdict(account)) for account in found.accounts],
        "unused": [_plain(asdict(offer)) for offer in found.unused],
        "notice": "Not legal advice.",
    }


def coverage_text(posture: Posture, found: Accounts, points: Points) -> str:
    """The accounts as text: a table of counts, each demand with its places, residuals, what is unused."""
    sections = (
        _heading(posture, found),
        _demands(found, points),
        _unsettled(found),
        _residuals(found, points),
        _unused(found, points),
    )
    return "\n\n".join("\n".join(lines) for section in sections if (lines := tuple(section))) + "\n"


def _heading(posture: Posture, found: Accounts) -> Iterator[str]:
    yield f"{posture.title} ({posture.use_case})"
    if not found.accounts:
        yield "Nothing is demanded of it, so there is nothing to hold."
    else:
        yield count_words(found)
    yield stack_words(found.stack)
    if not posture.is_complete:
        yield "Incomplete: an open question could still add demands."


def count_words(found: Accounts) -> str:
    """How many demands there are, and how many come out how."""
    counts = Counter(account.verdict for account in found.accounts)
    told = [f"{counts[verdict]} {_TOLD[verdict]}" for verdict in Verdict if counts[verdict]]
    return f"{len(found.accounts)} demands: {', '.join(told)}."


def stack_words(stack: OfferedStack) -> str:
    """What the profile says of the stack, and what it leaves unknown."""
    if not stack.is_listed:
        return "The profile does not list the stack: what it offers is unknown, not nothing."
    if not stack.components:
        return "The stack is empty, as stated: no software can hold anything."
    words = f"Stack: {', '.join(stack.components)}."
    if stack.unstated:
        words += f" What {', '.join(stack.unstated)} offers is not stated: unknown, not nothing."
    return words


def _demands(found: Accounts, points: Points) -> Iterator[str]:
    """Each demand that something holds, with every place at which it does."""
    held = [a for a in found.accounts if a.verdict not in (Verdict.NONE, Verdict.UNKNOWN)]
    if held:
        yield "HELD, AND WHERE"
    for account in sorted(held, key=lambda each: list(Verdict).index(each.verdict)):
        yield _cited(f"  {account.label} ({account.status}): {_TOLD[account.verdict]}", account)
        yield from (f"      {line}" for line in _places(account, points))
        if account.verdict is not Verdict.FULLY:
            rest = "for the rest, " if account.verdict is Verdict.PARTLY else ""
            yield f"      {rest}{_owner(account)}"


def _places(account: Account, points: Points) -> Iterator[str]:
    """A line for each place; people and papers share one."""
    by_people = [p for p in account.places if not p.target and not p.component]
    for place in account.places:
        if place not in by_people:
            yield _place(place, points)
    if by_people:
        yield f"{points.names(p.point for p in by_people)}: {by_people[0].verdict}. {by_people[0].reason}"


def _place(place: Place, points: Points) -> str:
    if place.verdict is Verdict.NONE:
        return f"{place.target} ({place.proof}): does not hold it. {place.reason}"
    where = points.name(place.point) + (f" of {place.component}" if place.component else "")
    by = f", by {place.target} ({place.proof})" if place.target else ""
    return f"{where}: {place.verdict}{by}. {place.reason}"


def _owner(account: Account) -> str:
    return f"owner: {account.owner}; normally {account.normal_owner}"


def _unsettled(found: Accounts) -> Iterator[str]:
    unknown = found.with_verdict(Verdict.UNKNOWN)
    if unknown:
        yield "UNKNOWN: THE PROFILE DOES NOT SAY ENOUGH ABOUT THE STACK"
    for account in unknown:
        yield _cited(f"  {account.label} ({account.status}). {account.reason}", account)
        yield f"      {_owner(account)}"


def _residuals(found: Accounts, points: Points) -> Iterator[str]:
    residual = found.with_verdict(Verdict.NONE)
    if residual:
        yield "RESIDUAL: NOTHING IN THIS STACK CAN HOLD IT, SOMEBODY MUST OWN IT"
    for account in by_firmness(residual):
        yield _cited(f"  {account.label} ({account.status}). {account.reason}", account)
        yield from (f"      {line}" for line in _places(account, points))
        yield f"      {_owner(account)}"
        yield f"      {proposed_words(account.proposal, points)}"
        yield f"      what would show that it is held: {account.hint}"


def by_firmness(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """What is asked most firmly first: tools, then what binds, what will, and what nobody demands last."""
    return tuple(sorted(accounts, key=lambda each: _STATUSES.index(each.status)))


def proposed_words(proposal: Proposal | None, points: Points) -> str:
    """What could make up for a residual and why, or that nothing could."""
    if proposal is None:
        return "no control of the catalogue that could make up for it can be held here"
    already = ", required here anyway" if proposal.is_required else ""
    because = proposal.because or "It serves the same duty in a like way."
    return (
        f"proposed in its place, for the owner to judge: {proposal.label} ({proposal.control}){already},"
        f" held at: {points.names(proposal.points)}. {because} [{'; '.join(proposal.citations)}]"
    )


def _unused(found: Accounts, points: Points) -> Iterator[str]:
    if found.unused:
        yield "OFFERED BY THE STACK, USED BY NO DEMAND"
    for offer in found.unused:
        yield f"  {points.name(offer.point)} of {offer.component}"


def _cited(text: str, account: Account) -> str:
    return f"{text} [{'; '.join(account.citations)}]"


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(value)))
