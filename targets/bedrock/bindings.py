"""The shape of `kb/targets/bedrock.json`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.identifiers import Iri
from targets.bindings import DIRECTORY, ControlBinding, Table, load


class ContentFilterField(Table):
    """A whole number 0..3 becomes the strength of one content filter, in the directions named."""

    kind: Literal["content-filter"]
    type: str
    directions: tuple[Literal["input", "output"], ...] = Field(min_length=1)


class PersonalDataField(Table):
    """Each listed kind of personal data gets this action."""

    kind: Literal["personal-data"]
    action: Literal["ANONYMIZE", "BLOCK"]


class DeniedTopicsField(Table):
    """Each listed `name: definition` becomes a denied topic."""

    kind: Literal["denied-topics"]


class GroundingField(Table):
    """A decimal becomes the threshold of one contextual grounding filter."""

    kind: Literal["grounding"]
    type: str


GuardrailField = Annotated[
    ContentFilterField | PersonalDataField | DeniedTopicsField | GroundingField,
    Field(discriminator="kind"),
]
"""Where in a guardrail a setting goes."""


class Tags(Table):
    """The keys under which a guardrail says whose it is."""

    managed_by: str
    posture: str
    use_case: str


class Messages(Table):
    """What people read when a guardrail stops something."""

    blockedInputMessaging: str
    blockedOutputsMessaging: str


class BedrockBindings(Table):
    """Everything the renderer needs to know beyond the posture."""

    note: str
    platform: str
    """The platform a component must run on for a guardrail to reach it."""
    points: tuple[Iri, ...] = Field(min_length=1)
    """The kinds of enforcement point a guardrail is."""
    wordless: frozenset[str]
    """Kinds of component that write no text themselves, so that a guardrail has nothing to do there."""
    controls: dict[str, ControlBinding]
    settings: dict[str, GuardrailField]
    strengths: tuple[str, ...] = Field(min_length=2)
    """Names of the strengths, weakest first: the number of a setting is an index into them."""
    messages: Messages
    tags: Tags


def shipped_bindings() -> BedrockBindings:
    """The table of the installed knowledge base."""
    return load(BedrockBindings, DIRECTORY / "bedrock.json")
