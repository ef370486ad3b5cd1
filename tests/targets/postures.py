"""Postures for tests: written by hand, and drawn by hypothesis."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from engine.canonical import digest
from engine.knowledge import Iri
from engine.posture import (
    ArgumentLimit,
    ControlRequirement,
    Posture,
    Setting,
    StackComponent,
    ToolPermission,
)
from targets.bedrock.bindings import shipped_bindings as bedrock_table
from targets.bindings import DIRECTORY
from targets.cedar.bindings import shipped_bindings as cedar_table

BEDROCK = Iri(bedrock_table().platform)
AGENT = "ranker"
RANKER = StackComponent(
    id=AGENT,
    kind=Iri("term:component-kind.agent"),
    platform=BEDROCK,
    enforcement_points=(Iri(cedar_table().point),),
    model="m",
)


def requirement(control: str, settings: Mapping[str, str] | None = None) -> ControlRequirement:
    """A requirement of `control` with its settings, keyed by the parameter's local part."""
    return ControlRequirement(
        control=Iri(control),
        label=f"Label of {control}",
        settings=tuple(setting(f"{control}.{name}", value) for name, value in (settings or {}).items()),
        because=(),
        status="binding",
        provisional=False,
        enforcement_points=(Iri("term:point.human-process"),),
        owner="Head of something",
        scope="use-case",
        evidence="A signed paper.",
        evidence_days=90,
    )


def setting(parameter: str, value: str) -> Setting:
    """One setting without contributions."""
    return Setting(
        parameter=Iri(parameter), label=parameter.rpartition(".")[2], value=value, unit="1", winners=()
    )


def permission(tool: str, decision: str, *arguments: ArgumentLimit, component: str = AGENT) -> ToolPermission:
    """What the test agent may do with `tool`."""
    return ToolPermission(component=component, tool=tool, decision=decision, arguments=arguments)


def posture(
    requirements: Sequence[ControlRequirement] = (),
    permissions: Sequence[ToolPermission] = (),
    *,
    stack: Sequence[StackComponent] | None = None,
    use_case: str = "cv-screening",
    is_complete: bool = True,
) -> Posture:
    """A posture; its id is the hash of what is given, as the engine's is."""
    components = (RANKER,) if stack is None else stack
    made = Posture(
        id="",
        use_case=use_case,
        title="Screening of applications",
        determination="determination:0",
        as_of="2026-11-22",
        known_at="2026-11-22",
        knowledge_base="test",
        is_complete=is_complete,
        requirements=tuple(requirements),
        permissions=tuple(permissions),
        gaps=(),
        stack=tuple(components),
    )
    return replace(made, id=f"posture:{digest(repr(made))[:32]}")


CONTENT = requirement(
    "ctl:content-filter", {"hate": "3", "insults": "2", "misconduct": "2", "sexual": "3", "violence": "1"}
)
ATTACK = requirement("ctl:prompt-attack-filter", {"strength": "3"})
PERSONAL = requirement(
    "ctl:personal-data-filter", {"masked-entities": "EMAIL\nPHONE\nPIN", "blocked-entities": "PASSWORD\nPIN"}
)
GROUNDING = requirement("ctl:grounding-check", {"grounding-threshold": "0.8", "relevance-threshold": "0.5"})
TOPICS = requirement(
    "ctl:denied-topics", {"topics": "Final decision: Stating that somebody is hired or refused."}
)
TOOLS = requirement("ctl:tool-permissions", {"deny-unlisted-tools": "true"})
LITERACY = requirement("ctl:ai-literacy", {"refresher-interval": "12"})

AMOUNT = ArgumentLimit(name="amount", type="integer", maximum=100)
CHANNEL = ArgumentLimit(name="channel", type="string", one_of=("letter", "mail"))

EXAMPLE = posture(
    (CONTENT, ATTACK, PERSONAL, GROUNDING, TOPICS, TOOLS, LITERACY),
    (
        permission("search", "allow"),
        permission("invite", "allow", CHANNEL),
        permission("send_offer", "ask", AMOUNT),
        permission("reject", "deny"),
    ),
)
"""A CV screening with a recruiting agent on the platform."""

_NAMED = sorted(
    {
        name
        for table in DIRECTORY.glob("*.json")
        for name in re.findall(r'"(ctl:[a-z.-]+)"', table.read_text("utf-8"))
    }
)
"""Every control and parameter that any target's table names."""
_CONTROLS = [*(each for each in _NAMED if "." not in each), "ctl:ai-literacy", "ctl:unheard-of"]
_VALUES = st.one_of(
    st.integers(-1, 5).map(str),
    st.decimals(-1, 2, places=2).map(str),
    st.sampled_from(
        ["", "true", "NaN", "EMAIL\nNO_SUCH_KIND", "PASSWORD", "Name: definition", "no colon", "ü: x"]
    ),
    st.text(max_size=20),
)
names = st.text(min_size=0, max_size=12)
"""Any text at all, quotes, line feeds and lone surrogates included."""


@st.composite
def requirements(draw: st.DrawFn) -> ControlRequirement:
    """A requirement of a known or unknown control with settings good and bad."""
    control = draw(st.sampled_from(_CONTROLS))
    known = [each for each in _NAMED if each.startswith(f"{control}.")]
    parameters = draw(st.lists(st.sampled_from([*known, f"{control}.unheard-of"]), unique=True))
    drawn = requirement(control)
    return replace(drawn, settings=tuple(setting(each, draw(_VALUES)) for each in parameters))


def limits() -> st.SearchStrategy[ArgumentLimit]:
    """Limits that make sense and limits that do not."""
    return st.builds(
        ArgumentLimit,
        name=names,
        type=st.sampled_from(["string", "integer", "boolean", "number"]),
        maximum=st.none() | st.integers(-(2**70), 2**70),
        one_of=st.lists(st.text(max_size=4) | st.sampled_from(["1", "7", "true"]), max_size=3).map(tuple),
    )


def permissions() -> st.SearchStrategy[ToolPermission]:
    """A permission with any names."""
    return st.builds(
        ToolPermission,
        component=names,
        tool=names,
        decision=st.sampled_from(["allow", "ask", "deny"]),
        arguments=st.lists(limits(), max_size=3).map(tuple),
    )


@st.composite
def postures(draw: st.DrawFn) -> Posture:
    """A posture with any of these, on the platform, elsewhere or nowhere."""
    platforms = draw(st.lists(st.sampled_from([BEDROCK, Iri("term:platform.azure"), None]), max_size=3))
    stack = [
        StackComponent(
            id=f"component-{index}",
            kind=Iri("term:component-kind.agent"),
            platform=platform,
            tools=("a",),
            model="m",
        )
        for index, platform in enumerate(platforms)
    ]
    return posture(
        draw(st.lists(requirements(), max_size=8, unique_by=lambda each: each.control)),
        draw(st.lists(permissions(), max_size=6, unique_by=lambda each: (each.component, each.tool))),
        stack=stack,
        use_case=draw(st.sampled_from(["cv-screening", "", "Ünïcode/…", "a" * 90])),
    )
