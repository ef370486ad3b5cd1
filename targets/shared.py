"""One setting that serves several use cases: their demands merged, or the reasons why they cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from targets.capabilities import Claim, Merged, Shared
from targets.interface import Change, Document, Receipts, Rendering, Target
from targets.records import RECEIPT, last_standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One document of a plan, with every use case it serves and what had to be decided between them."""

    document: Document
    use_cases: tuple[str, ...]
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """The documents of several use cases, each name once, and the conflicts that left some out."""

    documents: tuple[Gathered, ...]
    conflicts: tuple[str, ...]


def gather(renderings: Mapping[str, Sequence[Rendering]], targets: Mapping[str, Target]) -> Gathering:
    """The documents of all `renderings` (use case → what each target made), in order of target and name."""
    claims: dict[tuple[str, str], list[Claim]] = {}
    for use_case, rendered in renderings.items():
        for document in (each for rendering in rendered for each in rendering.documents):
            claim = Claim(use_case=use_case, document=document)
            claims.setdefault((document.target, document.name), []).append(claim)
    documents, conflicts = [], []
    for (target, name), wanted in sorted(claims.items()):
        merged = _merge(wanted, targets[target])
        served = tuple(sorted(each.use_case for each in wanted))
        conflicts += [f"{target} {name} serves {', '.join(served)}: {why}" for why in merged.conflicts]
        if merged.document is not None:
            documents.append(Gathered(document=merged.document, use_cases=served, decided=merged.decided))
    return Gathering(documents=tuple(documents), conflicts=tuple(conflicts))


def _merge(claims: Sequence[Claim], target: Target) -> Merged:
    first = claims[0].document
    if len(claims) == 1:
        return Merged(document=first)
    if isinstance(target, Shared):
        return target.merge(sorted(claims, key=lambda each: each.use_case))
    if all(each.document.content == first.content for each in claims):
        return Merged(document=first)
    return Merged(
        document=None, conflicts=("each asks for something else, and this target cannot merge them.",)
    )


def left_out(
    gathered: Iterable[Gathered | Change], receipts: Receipts, released: Sequence[str] = ()
) -> tuple[str, ...]:
    """
    Why these documents would take a setting away from use cases that were not asked about; mostly nothing.

    `released` are use cases of which somebody says that the setting need not serve them any longer.
    """
    standing = last_standing(receipts.recorded(RECEIPT, None))
    found = []
    for each in gathered:
        last = standing.get((each.document.target, each.document.name), {})
        lost = sorted({*last.get("use_cases", ())} - {*each.use_cases, *released})
        if lost:
            found.append(
                f"{each.document.target} {each.document.name} also serves {', '.join(lost)}: plan the"
                " profiles together, or say with --release that it need not serve them any longer."
            )
    return tuple(found)
