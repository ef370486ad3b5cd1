"""The form of a profile as a JSON Schema, for editors: completion, explanations, faults while typing.

What a schema cannot say is left to `engine.profile`: names used twice, and statements that contradict one
another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from engine.knowledge import FactDefinition, FactKind, Iri, KnowledgeBase, Level, ValueType
from engine.profile.form import ACCEPTED, Branch, Form, form_of, written
from engine.profile.reader import LARGEST, LINE_LENGTH, NAME, SLUG, TEXT_LENGTH

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_WRITTEN = ["string", "number", "boolean"]  # a text may look like something else: `version: 4.6`
_ONE_LINE: Schema = {
    "type": _WRITTEN,
    "pattern": r"^(?![\s\S]*\n)[\s\S]*\S",
    "maxLength": LINE_LENGTH,
}
_SEVERAL_LINES: Schema = {"type": _WRITTEN, "pattern": r"\S", "maxLength": TEXT_LENGTH}
_INTEGER: Schema = {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}
_DATE: Schema = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_DECIMAL: Schema = {
    "type": ["number", "string"],
    "pattern": r"^-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,30})?$",
}
_TITLE = {"description": "What people call it.", **_ONE_LINE}


def profile_schema(knowledge_base: KnowledgeBase) -> Schema:
    """The JSON Schema (2020-12) of the profiles that `knowledge_base` lets people write."""
    form = form_of(knowledge_base)
    schemes = {fact.scheme for fact in knowledge_base.facts.values() if fact.path and fact.scheme}
    whole = _subject(form, Level.USE_CASE, _whole(form), ("id", "title", "actors", "functions"))
    return {
        "$schema": DIALECT,
        "title": "A use case of artificial intelligence",
        "description": "What is left out is unknown; [] and false state that there is none.",
        **whole,
        "$defs": {_short(scheme): _vocabulary(knowledge_base, form, scheme) for scheme in sorted(schemes)},
    }


def _whole(form: Form) -> Schema:
    actors = _subject(form, Level.ACTOR, {"title": _TITLE})
    functions = _subject(
        form, Level.FUNCTION, {"id": _named("function", SLUG.pattern), "title": _TITLE}, ("id",)
    )
    happenings = {key: _happenings(counted) for key, counted in form.happenings.items()}
    return {
        **happenings,
        ACCEPTED: _acceptances(form),
        "id": _named("use case", SLUG.pattern),
        "title": _TITLE,
        "description": {"description": "What it does, in a few sentences.", **_SEVERAL_LINES},
        "actors": {
            "description": "The organisations and persons that take part, by name.",
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _whole_match(SLUG.pattern)},
            "additionalProperties": actors,
        },
        "functions": {
            "description": "What the use case does; each function is judged apart.",
            "type": "array",
            "minItems": 1,
            "items": functions,
        },
        "stack": _listing(form, Level.COMPONENT, _component(form)),
    }


def _acceptances(form: Form) -> Schema:
    properties: dict[str, Schema] = {
        "control": {"description": "Which requirement is not met.", "enum": sorted(form.controls)},
        "by": {"description": "Who answers for it.", **_ONE_LINE},
        "on": {"description": "On which day it was accepted.", **_DATE},
        "because": {"description": "For which reason.", **_SEVERAL_LINES},
        "until": {"description": "The last day on which it is accepted.", **_DATE},
    }
    described = (
        "Requirements that somebody accepts not to meet for a time. They count as failed all the same."
    )
    return {"description": described, "type": "array", "items": _object(properties, properties)}


def _happenings(counted: tuple[FactDefinition, ...]) -> Schema:
    said = {fact.path[1]: {"title": fact.label, **_value(fact)} for fact in counted}
    entry = {
        "id": _named("happening", SLUG.pattern),
        "on": {"description": "On which day.", **_DATE},
        "summary": {"description": "What happened, in a few words.", **_SEVERAL_LINES},
    }
    return {
        "description": f"{counted[0].question} [] states that there were none.",
        "type": "array",
        "items": _object({**entry, **said}, ("id", *said)),
    }


def _component(form: Form) -> Schema:
    fixed = {
        "id": _named("component", SLUG.pattern),
        "title": _TITLE,
        "model": {"description": "The model's identifier where it runs.", **_ONE_LINE},
        "vendor": {"description": "Who supplies it.", **_ONE_LINE},
        "version": {"description": "Which version is used.", **_ONE_LINE},
        "tools": _listing(form, Level.TOOL, _tool(form)),
    }
    return _subject(form, Level.COMPONENT, fixed, ("id",))


def _tool(form: Form) -> Schema:
    arguments = {
        "description": "The tool's arguments by name, with the limits that the organisation sets.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": _whole_match(NAME.pattern)},
        "additionalProperties": _argument(),
    }
    fixed = {"name": _named("tool", NAME.pattern), "title": _TITLE, "arguments": arguments}
    return _subject(form, Level.TOOL, fixed, ("name",))


def _argument() -> Schema:
    properties: dict[str, Schema] = {
        "type": {"description": "What is passed.", "enum": ["string", "integer", "boolean"]},
        "maximum": {"description": "The largest number that may be passed.", **_INTEGER},
        "one_of": {
            "description": "The only texts that may be passed.",
            "type": "array",
            "minItems": 1,
            "items": _ONE_LINE,
        },
    }
    fits = {"maximum": "integer", "one_of": "string"}
    return {
        **_object(properties, ("type",)),
        "dependentSchemas": {
            key: {"properties": {"type": {"const": kind}}} for key, kind in sorted(fits.items())
        },
    }


def _listing(form: Form, level: Level, item: Schema) -> Schema:
    """The list of the subjects of `level`, explained by the question that opens it."""
    questions = [fact.question for fact in form.lists if fact.opens is level]
    described = {"description": f"{questions[0]} [] states that there is none."} if questions else {}
    return {**described, "type": "array", "items": item}


def _subject(form: Form, level: Level, fixed: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    return _object({**fixed, **_properties(form.facts[level])}, required)


def _properties(branch: Branch) -> Schema:
    return {
        key: _fact(inner) if isinstance(inner, FactDefinition) else _group(inner)
        for key, inner in sorted(branch.items())
    }


def _group(branch: Branch) -> Schema:
    return {**_object(_properties(branch)), "minProperties": 1}


def _fact(fact: FactDefinition) -> Schema:
    example = f" Example: {fact.example}" if fact.example else ""
    said = {"title": fact.label, "description": f"{fact.question}{example}"}
    if fact.kind is FactKind.JUDGEMENT:
        return {**said, **_judgement()}
    value = _value(fact)
    if not fact.many:
        return {**said, **value}
    return {**said, "anyOf": [{"type": "array", "items": value}, value]}


def _value(fact: FactDefinition) -> Schema:
    match fact.value_type:
        case ValueType.BOOLEAN:
            return {"type": "boolean"}
        case ValueType.INTEGER:
            return _INTEGER
        case ValueType.DECIMAL:
            return _DECIMAL
        case ValueType.DATE:
            return _DATE
        case ValueType.TEXT:
            return _SEVERAL_LINES
        case ValueType.CONCEPT:
            return {"$ref": f"#/$defs/{_short(fact.scheme or Iri(''))}"}


def _judgement() -> Schema:
    properties: dict[str, Schema] = {
        "answer": {"type": "boolean"},
        "by": {"description": "Who answered, as a job or a name.", **_ONE_LINE},
        "on": {"description": "On which day.", **_DATE},
        "because": {"description": "For which reason.", **_SEVERAL_LINES},
    }
    return _object(properties, properties)


def _vocabulary(knowledge_base: KnowledgeBase, form: Form, scheme: Iri) -> Schema:
    terms = form.terms.get(scheme, {})
    label = knowledge_base.schemes.get(scheme, "")
    return {
        **({"title": label} if label else {}),
        "anyOf": [_term(knowledge_base, terms[t]) for t in sorted(terms)],
    }


def _term(knowledge_base: KnowledgeBase, concept: Iri) -> Schema:
    known = knowledge_base.concepts[concept]
    word = written(concept)
    spelled = {"enum": [word, word.upper()]} if len(word) == 2 else {"const": word}
    described = {"description": known.definition} if known.definition else {}
    return {**spelled, "title": known.label, **described}


def _object(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    needed = sorted(required)
    demand = {"required": needed} if needed else {}
    return {"type": "object", "properties": dict(properties), **demand, "additionalProperties": False}


def _named(what: str, pattern: str) -> Schema:
    return {
        "description": f"The short name of the {what}, by which answers refer to it.",
        "type": ["string", "integer", "boolean"] if pattern == SLUG.pattern else _WRITTEN,
        "pattern": _whole_match(pattern),
    }


def _whole_match(pattern: str) -> str:
    return rf"^(?![\s\S]*\n)(?:{pattern})$"


def _short(scheme: Iri) -> str:
    return scheme.partition(":")[2]
