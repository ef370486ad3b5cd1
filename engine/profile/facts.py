"""Reads the facts of one subject of a profile, as a knowledge base defines them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.faults import shown
from engine.knowledge import FactDefinition, FactKind, Iri, Level, ValueType
from engine.nodes import MappingNode, Node, Sequence, below
from engine.profile.form import FIXED, Branch, Form, written
from engine.profile.reader import TEXT_LENGTH, Reader
from engine.usecase import Stated

_JUDGEMENT = ("answer", "by", "on", "because")
_LISTED = 12
"""Vocabularies of up to this many terms are listed in full where a term is unknown."""


class FactReader:
    """Reads the facts of subjects; those with a fault are left out, as if nothing had been said."""

    def __init__(self, reader: Reader, form: Form) -> None:
        self._reader = reader
        self._form = form

    def facts(self, node: MappingNode, at: str, level: Level) -> Mapping[Iri, Stated]:
        """What `node`, a subject of `level` that stands at `at`, states; shorthand is expanded."""
        found: dict[Iri, Stated | None] = {}
        fixed = FIXED[level] | (self._form.happenings.keys() if level is Level.USE_CASE else frozenset())
        self._branch(node, at, self._form.facts[level], fixed, found)
        for fact in self._form.shorthand:
            if fact.level is level and fact.id in found:
                self._expand(fact, found)
        for fact in self._form.recorded_acts:
            if fact.level is level:
                found.setdefault(fact.id, Stated(values=(), pointers=(at,)))
        return {fact: stated for fact, stated in sorted(found.items()) if stated is not None}

    def _branch(
        self,
        node: MappingNode,
        at: str,
        branch: Branch,
        fixed: frozenset[str],
        found: dict[Iri, Stated | None],
    ) -> None:
        for key, entry, place in self._reader.entries(node, at, branch.keys() | fixed):
            below_it = branch.get(key)
            if isinstance(below_it, FactDefinition):
                found[below_it.id] = self._stated(entry.node, place, below_it)
            elif below_it is not None:
                inner = self._reader.mapping(entry.node, place, f"the keys {', '.join(sorted(below_it))}.")
                if inner is not None and not inner.entries:
                    self._reader.fault(
                        inner, place, "Nothing is stated here.", "at least one key, or none of it."
                    )
                elif inner is not None:
                    self._branch(inner, place, below_it, frozenset(), found)

    def _expand(self, fact: FactDefinition, found: dict[Iri, Stated | None]) -> None:
        """Replaces a shorthand fact by what it amounts to; the fact it expands into may be stated too."""
        short = found.pop(fact.id)
        target = fact.expands_into or fact.id
        whole = found.get(target, Stated(values=(), pointers=()))
        if short is None or whole is None:
            found[target] = None
            return
        union = dict(zip(whole.values, whole.pointers, strict=False))
        for value, pointer in zip(short.values, short.pointers, strict=False):
            for term in self._form.expands_to.get(Iri(value), ()):
                union.setdefault(term, pointer)
        pointers = tuple(union.values()) or (*whole.pointers, *short.pointers)[:1]
        found[target] = Stated(values=tuple(union), pointers=pointers)

    def _stated(self, node: Node, at: str, fact: FactDefinition) -> Stated | None:
        if fact.kind is FactKind.JUDGEMENT:
            return self._judgement(node, at)
        if not fact.many or not isinstance(node, Sequence):
            value = self.value(node, at, fact)
            return None if value is None else Stated(values=(value,), pointers=(at,))
        self._reader.lines[at] = node.line
        read = {below(at, number): item for number, item in enumerate(node.items)}
        values = {pointer: self.value(item, pointer, fact) for pointer, item in read.items()}
        known: dict[str, str] = {}
        for pointer, value in values.items():
            if value is None:
                return None
            known.setdefault(value, pointer)
        return Stated(values=tuple(known), pointers=tuple(known.values()) or (at,))

    def value(self, node: Node, at: str, fact: FactDefinition) -> str | None:
        """One value of `fact` in lexical form; None where it is no good, which is noted."""
        match fact.value_type:
            case ValueType.BOOLEAN:
                truth = self._reader.boolean(node, at)
                return None if truth is None else str(truth).lower()
            case ValueType.INTEGER:
                number = self._reader.integer(node, at)
                return None if number is None else str(number)
            case ValueType.DECIMAL:
                return self._reader.decimal(node, at)
            case ValueType.DATE:
                return self._reader.date(node, at)
            case ValueType.TEXT:
                return self._reader.text(node, at, TEXT_LENGTH)
            case ValueType.CONCEPT:
                return self._concept(node, at, fact)

    def _concept(self, node: Node, at: str, fact: FactDefinition) -> Iri | None:
        terms = self._form.terms.get(fact.scheme or Iri(""), {})
        expected = f"one of {', '.join(sorted(terms))}." if len(terms) <= _LISTED else _see_schema(fact)
        found = self._reader.scalar(node, at, expected)
        if found is None:
            return None
        is_code = len(found.text) == 2 and found.text.isupper()
        term = terms.get(found.text.lower() if is_code else found.text)
        if term is None:
            message = f"{shown(found.text)} is no term of this list."
            self._reader.fault(node, at, message, expected, name=found.text, known=terms)
            return None
        self._reader.plain[at] = written(term)
        return term

    def _judgement(self, node: Node, at: str) -> Stated | None:
        expected = "the keys answer, by, on and because: a judgement names who made it, when and why."
        mapping = self._reader.mapping(node, at, expected)
        if mapping is None:
            return None
        found = {
            key: (entry.node, place) for key, entry, place in self._reader.entries(mapping, at, _JUDGEMENT)
        }
        for key in _JUDGEMENT:
            if key not in mapping.entries:
                self._reader.missing(mapping, at, key, expected)
        answer = self._reader.boolean(*found["answer"]) if "answer" in found else None
        by = self._reader.text(*found["by"]) if "by" in found else None
        on = self._reader.date(*found["on"]) if "on" in found else None
        because = self._reader.text(*found["because"], TEXT_LENGTH) if "because" in found else None
        if answer is None or by is None or on is None or because is None:
            return None
        return Stated(
            values=(str(answer).lower(),), pointers=(below(at, "answer"),), by=by, on=on, because=because
        )


def _see_schema(fact: FactDefinition) -> str:
    return f"a term that answers: {fact.question} `duecare schema` lists them all."
