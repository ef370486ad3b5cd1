"""Writes the profile of a use case as a form to fill in: every question of a knowledge base, as a comment."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterator

from engine.knowledge import FactDefinition, FactKind, Iri, KnowledgeBase, Level
from engine.profile.form import Branch, form_of

_WIDTH = 100
_HEAD = """\
## The profile of one use case. It can be read as it stands: `duecare determine` then asks what is open.
##
## To answer, remove the one # in front of a line and put your answer in the place of the example.
## Lines with ## explain; leave them. What is left out is unknown, and unknown is never taken for no:
## say that there is none with [] or false. Facts are asked, not conclusions: roles under the law, tiers
## and duties are worked out.
"""


def commented_profile(knowledge_base: KnowledgeBase, name: str) -> str:
    """
    A profile that states no more than the name `name` of the use case, one actor and one function.

    Every question `knowledge_base` asks stands in it as a comment, with an example and the terms that answer
    it; those that most rules read come first. It is valid as it stands.
    """
    form = _Form(knowledge_base)
    title = json.dumps(name.strip() or "Use case", ensure_ascii=False)
    sections = (
        [_HEAD],
        [f"id: {slug(name)}", f"title: {title}", "#description: >", "#  What it does, for whom and how.", ""],
        form.facts(Level.USE_CASE, ""),
        [*_explained("", "Each organisation or person by a name of its own."), "actors:"],
        ["  our-organisation:", "    title: Our organisation"],
        form.facts(Level.ACTOR, "    "),
        [*_explained("", "Each thing it does. They are judged apart, so state of each what is true of it.")],
        ["functions:", "  - id: main", "    title: Main function"],
        form.facts(Level.FUNCTION, "    "),
        form.happenings(),
        form.stack(),
    )
    return "\n".join(line for section in sections for line in section) + "\n"


def slug(name: str) -> str:
    """
    `name` as an identifier: small letters, digits and hyphens; `use-case` where nothing of it is left.

    YAML reads a plain `null` as no value at all, so that is no name either.
    """
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-")
    return "use-case" if found in ("", "null") else found


def _explained(indent: str, text: str) -> list[str]:
    lines = textwrap.wrap(text, _WIDTH - len(indent), break_on_hyphens=False, break_long_words=False)
    return [f"{indent}## {line}" for line in lines]


class _Form:
    """The questions of a knowledge base as lines of comment."""

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        self._form = form_of(knowledge_base)
        self._read = Counter(
            condition.fact for rule in knowledge_base.rules.values() for condition in rule.conditions
        )

    def facts(self, level: Level, indent: str) -> Iterator[str]:
        """Every fact of `level`, each line with `indent` before its mark."""
        yield from self._branch(self._form.facts[level], indent, "")
        yield ""

    def stack(self) -> Iterator[str]:
        """The components and their tools."""
        lists = {fact.opens: fact for fact in self._form.lists}
        components, tools = lists.get(Level.COMPONENT), lists.get(Level.TOOL)
        if components is None:
            return
        yield from _explained("", f"{components.question} Write [] where it runs on none.")
        yield f"#{components.path[-1]}:"
        yield "#  - id: component"
        yield from self._branch(self._form.facts[Level.COMPONENT], "", "    ")
        if tools is not None:
            yield from _commented("    ", _explained("", f"{tools.question} Write [] where it has none."))
            yield f"#    {tools.path[-1]}:"
            yield "#      - name: tool"
            yield from self._branch(self._form.facts[Level.TOOL], "", "        ")

    def happenings(self) -> Iterator[str]:
        """The lists of what happened."""
        for key, counted in self._form.happenings.items():
            yield from _explained("", f"{counted[0].question} Write [] where there were none.")
            for fact in {fact.path[1]: fact for fact in counted}.values():
                yield from _explained("", f"{fact.path[1]}: {self._terms(fact)}")
            yield f"#{key}:"
            yield f"#  {counted[0].example}"

    def _branch(self, branch: Branch, indent: str, inner: str) -> Iterator[str]:
        """The facts of one place, and then the groups below it; `inner` is the indent after the mark."""
        leaves = [(key, entry) for key, entry in branch.items() if isinstance(entry, FactDefinition)]
        for key, fact in sorted(leaves, key=lambda leaf: (-self._read[leaf[1].id], leaf[0])):
            yield from self._fact(key, fact, indent, inner)
        for key, entry in sorted(branch.items()):
            if not isinstance(entry, FactDefinition):
                yield f"{indent}#{inner}{key}:"
                yield from self._branch(entry, indent, inner + "  ")

    def _fact(self, key: str, fact: FactDefinition, indent: str, inner: str) -> Iterator[str]:
        for text in (fact.question, self._terms(fact)):
            lines = _explained(indent if not inner else "", text) if text else []
            yield from _commented(inner, lines, indent) if inner else lines
        yield f"{indent}#{inner}{key}: {fact.example}"

    def _terms(self, fact: FactDefinition) -> str:
        terms = self._form.terms.get(fact.scheme or Iri(""), {})
        if fact.kind is FactKind.JUDGEMENT:
            return "A judgement: true or false, by whom, on which day, and why."
        if not terms:
            return ""
        return f"{'Any' if fact.many else 'One'} of: {', '.join(sorted(terms))}."


def _commented(inner: str, lines: list[str], indent: str = "") -> Iterator[str]:
    """Explanations inside a group of keys: they stay explanations when the group's mark is removed."""
    for line in lines:
        yield f"{indent}#{inner}{line}"
