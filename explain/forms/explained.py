"""A derivation with what a reader must know of the determination it stands on."""

from __future__ import annotations

from dataclasses import dataclass

from engine.determination import Determination
from engine.record import determination_id
from explain.dates import human_date
from explain.derivation import Derivation
from explain.forms import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One answer, with its use case, its two dates and its packs."""

    derivation: Derivation
    use_case: str
    title: str
    determination: str
    """The identifier of the determination."""
    as_of: str
    known_at: str
    version: str
    checked_until: str
    fingerprint: str
    prefixes: dict[str, str]
    """By which compact identifiers expand."""

    @property
    def heading(self) -> str:
        """The question as a heading."""
        return words.TITLE[self.derivation.asks].format(question=self.derivation.question)

    @property
    def dates(self) -> str:
        """The two dates in words."""
        return words.AS_OF.format(as_of=human_date(self.as_of), known_at=human_date(self.known_at))

    @property
    def packs(self) -> str:
        """The packs in words."""
        return words.PACKS.format(
            version=self.version,
            checked_until=human_date(self.checked_until),
            fingerprint=self.fingerprint[:16],
        )


def explained(determination: Determination, derivation: Derivation) -> Explained:
    """`derivation`, which was read off `determination`, ready to be given in any form."""
    known = determination.knowledge_base
    return Explained(
        derivation=derivation,
        use_case=determination.use_case.id,
        title=determination.use_case.title,
        determination=determination_id(determination),
        as_of=determination.as_of,
        known_at=determination.known_at,
        version=known.version,
        checked_until=known.checked_until,
        fingerprint=known.fingerprint,
        prefixes=known.prefixes,
    )
