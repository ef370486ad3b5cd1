"""Where somebody of the organisation decided otherwise than the rules: both outcomes, and who decided."""

from __future__ import annotations

from collections.abc import Iterator

from engine.citations import label
from engine.determination import Determination
from engine.knowledge import Iri, KnowledgeBase
from engine.overrides import Override, overrides_of
from explain.dates import human_date

NO_TIER = "none of the tiers a rule concludes"


def decided_lines(determination: Determination) -> Iterator[str]:
    """What the rules alone say, what counts, and each decision; nothing where nobody decided anything."""
    knowledge_base = determination.knowledge_base
    for override in overrides_of(determination):
        yield _outcome(knowledge_base, override)
        for decision in override.decisions:
            yield (
                f"  {label(knowledge_base, decision.fact)}: {decision.by}, {human_date(decision.on)},"
                f" because “{decision.because}” [{decision.pointer}]"
            )
        for waiting in override.awaiting:
            yield f"  “{label(knowledge_base, waiting)}” counts for nothing until a second person agrees."


def _outcome(knowledge_base: KnowledgeBase, override: Override) -> str:
    computed = tier_names(knowledge_base, override.computed)
    if override.computed == override.decided:
        return (
            f"WAITING FOR A SECOND PERSON for function “{override.function}”: until one agrees,"
            f" what the rules alone say counts: {computed}."
        )
    return (
        f"DECIDED OTHERWISE for function “{override.function}”: the rules alone say {computed};"
        f" what counts is {tier_names(knowledge_base, override.decided)}."
    )


def tier_names(knowledge_base: KnowledgeBase, tiers: tuple[Iri, ...]) -> str:
    """The names of `tiers`, or that there is none."""
    return ", ".join(label(knowledge_base, tier) for tier in tiers) or NO_TIER
