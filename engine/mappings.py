"""Mappings in SSSOM's tab-separated form: one line, one assertion, signed and dated.

What a row says is checked here; that its ends exist is checked with the rest of the knowledge base. The
status of a row is never typed: it follows from who reviewed it (`engine.knowledge.Mapping.status`).
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine import knowledge
from engine.errors import Fault
from engine.knowledge import Iri, Source
from engine.nearest import nearest

CONTROL_PREDICATES = ("gov:satisfiedBy", "gov:partlySatisfiedBy")
"""From an obligation, provision or legal concept to a control type."""
TEXT_PREDICATES = ("gov:equalTo", "gov:subsetOf", "gov:supersetOf", "gov:intersectsWith")
"""From a provision to a provision. They do not chain."""
COMPENSATION_PREDICATES = ("gov:compensatedBy",)
"""From a control to one that could make up for it where nothing can hold it."""
PREDICATES = CONTROL_PREDICATES + TEXT_PREDICATES + COMPENSATION_PREDICATES
NO_TERM = "sssom:NoTermFound"
"""The object of a row that says: we looked, and there is none."""

NEEDED = (
    "record_id",
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "author_id",
    "mapping_date",
)
_TAKEN_OVER = ("author_label", "mapping_source")
_REVIEWED = ("reviewer_id", "review_date", "reviewer_agreement")
OPTIONAL = ("predicate_modifier", *_TAKEN_OVER, *_REVIEWED, "confidence", "comment")

_BUILT_IN = {
    "sssom": "https://w3id.org/sssom/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_CURIE_MAP = re.compile(r"^#\s{1,4}([A-Za-z][\w.-]*):\s*\"?(\w+://[^\s\"]+)\"?\s*$")

Row = Mapping[str, str]


@dataclass(slots=True)
class MappingSheet:
    """The rows of one file, with where each stands, and what is wrong with them."""

    rows: list[knowledge.Mapping] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add(self, name: str, sheet: MappingSheet, *, reviews: bool) -> None:
        """
        Adds the rows of `sheet`, read from the file `name`.

        Where it `reviews`, a row that stands already may be said again by somebody who looked at it: the same
        assertion of the same author, with a reviewer.
        """
        self.faults.extend(sheet.faults)
        known = {row.id: place for place, row in enumerate(self.rows)}
        for row in sheet.rows:
            first = self.sources.setdefault(row.id, sheet.sources[row.id])
            if row.id not in known:
                self.rows.append(row)
            elif reviews and row.reviewer and _is_review(row, self.rows[known[row.id]]):
                self.rows[known[row.id]] = row
            elif first.file != name:
                message = f"The record {row.id} stands in {first.file} too."
                expected = "a record_id of its own, or in an overlay the same assertion with a reviewer_id."
                self.faults.append(
                    Fault(
                        source=name,
                        line=sheet.sources[row.id].line,
                        path=row.id,
                        message=message,
                        expected=expected,
                    )
                )
            else:
                self.rows.append(row)


def _is_review(row: knowledge.Mapping, first: knowledge.Mapping) -> bool:
    """Whether `row` says of the same ends, by the same author, what `first` says."""
    said = ("subject", "predicate", "object", "author", "date", "negated")
    return all(getattr(row, name) == getattr(first, name) for name in said)


def read_mappings(name: str, content: bytes, compact: Callable[[str], Iri]) -> MappingSheet:
    """The rows of the file `name`, whose identifiers its own curie_map expands and `compact` shortens."""
    sheet = MappingSheet()
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sheet.faults.append(
            Fault(source=name, line=line, message="This is not UTF-8.", expected="text in UTF-8.")
        )
        return sheet
    head = [line for line in lines if line.startswith("#")]
    namespaces = _BUILT_IN | {
        match.group(1): match.group(2) for line in head if (match := _CURIE_MAP.match(line))
    }
    for number, row, fault in _records(name, lines):
        if fault:
            sheet.faults.append(fault)
        else:
            _RowReader(sheet, Source(file=name, line=number), row, namespaces, compact).read()
    return sheet


def _records(name: str, lines: list[str]) -> Iterator[tuple[int, Row, Fault | None]]:
    """Each line of the table with its number; in place of one that cannot be read, its fault."""
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    if not numbered:
        yield (
            0,
            {},
            Fault(source=name, message="There is no table here.", expected=f"a line with {NEEDED[0]}, …"),
        )
        return
    header = numbered[0][1].split("\t")
    wrong = tuple(_header_faults(name, numbered[0][0], header))
    yield from ((0, {}, fault) for fault in wrong)
    for number, line in () if wrong else numbered[1:]:
        cells = _cells(line)
        if cells is None or len(cells) != len(header):
            message = f"The row has {len(cells or ())} cells, the header {len(header)}."
            yield (
                number,
                {},
                Fault(source=name, line=number, message=message, expected="one cell for each column."),
            )
        else:
            yield number, {key: cell.strip() for key, cell in zip(header, cells, strict=True)}, None


def _cells(line: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter="\t", strict=True))
    except (csv.Error, StopIteration):
        return None


def _header_faults(name: str, line: int, header: list[str]) -> Iterator[Fault]:
    for column in sorted(set(NEEDED) - set(header)):
        message = f"The column {column} is missing.{nearest(column, set(header) - set(NEEDED))}"
        yield Fault(source=name, line=line, message=message, expected=f"the columns {', '.join(NEEDED)}.")
    for column in sorted(set(header) - set(NEEDED) - set(OPTIONAL)):
        message = f"The column {column!r} means nothing here.{nearest(column, NEEDED + OPTIONAL)}"
        yield Fault(
            source=name, line=line, message=message, expected=f"one of {', '.join(NEEDED + OPTIONAL)}."
        )
    for column in sorted({column for column in header if header.count(column) > 1}):
        yield Fault(source=name, line=line, message=f"The column {column!r} stands twice.")


class _RowReader:
    def __init__(
        self,
        sheet: MappingSheet,
        source: Source,
        row: Row,
        namespaces: Mapping[str, str],
        compact: Callable[[str], Iri],
    ) -> None:
        self.sheet, self.source, self.row = sheet, source, row
        self.namespaces, self.compact = namespaces, compact

    def read(self) -> None:
        """Adds the row to the sheet, with its faults."""
        self._check()
        row = self.row
        mapping = knowledge.Mapping(
            id=row["record_id"],
            subject=self._iri("subject_id"),
            predicate=self._iri("predicate_id", PREDICATES),
            object=self._iri("object_id"),
            author=row["author_id"],
            authority=row.get("author_label", ""),
            origin=self._iri("mapping_source") if row.get("mapping_source") else "",
            date=self._date("mapping_date"),
            reviewer=row.get("reviewer_id", ""),
            review_date=self._date("review_date"),
            agreement=self._number("reviewer_agreement", -1.0),
            confidence=self._number("confidence", 0.0),
            comment=row.get("comment", ""),
            negated=row.get("predicate_modifier", "") == "Not",
            file=self.source.file,
        )
        self.sheet.rows.append(mapping)
        self.sheet.sources.setdefault(mapping.id, self.source)

    def fault(self, message: str, *, expected: str = "") -> None:
        """Notes what is wrong with the row."""
        place = {"source": self.source.file, "path": self.row["record_id"]}
        self.sheet.faults.append(Fault(message=message, line=self.source.line, expected=expected, **place))

    def _check(self) -> None:
        row = self.row
        for column in NEEDED:
            if not row[column]:
                self.fault(f"{column} is empty.", expected="a value in every needed column.")
        if row["record_id"] in self.sheet.sources:
            self.fault(
                f"The record {row['record_id']} stands twice.",
                expected="a record_id of its own for every row.",
            )
        if row.get("predicate_modifier", "") not in ("", "Not"):
            self.fault(f"predicate_modifier says {row['predicate_modifier']}.", expected="Not, or nothing.")
        if len({bool(row.get(column)) for column in _TAKEN_OVER}) == 2:
            self.fault(
                "It does not say both who stands behind it and where it was taken from.",
                expected="author_label and mapping_source together, or neither in a row made here.",
            )
        self._check_review(row.get("reviewer_id", ""), row.get("review_date", ""))

    def _check_review(self, reviewer: str, reviewed: str) -> None:
        agreement = self.row.get("reviewer_agreement", "")
        if reviewer and reviewer == self.row["author_id"]:
            self.fault(
                f"{reviewer} reviewed their own mapping.", expected="somebody else as reviewer_id, or nobody."
            )
        if reviewed and reviewed < self.row["mapping_date"]:
            self.fault(
                f"The review of {reviewed} came before the mapping of {self.row['mapping_date']}.",
                expected="a review_date on or after the mapping_date.",
            )
        if any((reviewer, reviewed, agreement)) and not all((reviewer, reviewed, agreement)):
            self.fault(
                "The review is incomplete.",
                expected="reviewer_id, review_date and reviewer_agreement together, or none.",
            )

    def _iri(self, column: str, known: tuple[str, ...] = ()) -> Iri:
        spelled = self.row[column]
        prefix, colon, local = spelled.partition(":")
        if not spelled:
            return Iri("")
        if not colon or prefix not in self.namespaces:
            message = f"{column} says {spelled}, whose prefix the curie_map does not declare."
            self.fault(
                message + nearest(prefix, self.namespaces),
                expected="a line `#  prefix: namespace` under #curie_map.",
            )
            return Iri(spelled)
        found = Iri(spelled) if spelled == NO_TERM else self.compact(self.namespaces[prefix] + local)
        if known and found not in known:
            self.fault(
                f"{column} says {spelled}.{nearest(found, known)}", expected=f"one of {', '.join(known)}."
            )
        return found

    def _date(self, column: str) -> str:
        spelled = self.row.get(column, "")
        try:
            valid = not spelled or datetime.date.fromisoformat(spelled).isoformat() == spelled
        except ValueError:
            valid = False
        if not valid:
            self.fault(f"{column} says {spelled}, which is no date.", expected="YYYY-MM-DD.")
        return spelled

    def _number(self, column: str, lowest: float) -> str:
        spelled = self.row.get(column, "")
        if spelled and not (re.fullmatch(r"-?[01](\.\d+)?", spelled) and lowest <= float(spelled) <= 1.0):
            self.fault(f"{column} says {spelled}.", expected=f"a number from {lowest:g} to 1.")
        return spelled


def canonical_rows(rows: Iterable[knowledge.Mapping]) -> list[str]:
    """Each row as one line of text, the same for the same assertion whatever file it stands in."""
    fields = tuple(name for name in knowledge.Mapping.__dataclass_fields__ if name != "file")
    return sorted("\t".join(str(getattr(row, name)) for name in fields) for row in rows)
