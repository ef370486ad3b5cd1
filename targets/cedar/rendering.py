"""A posture as tool policies: the documents, and what each demand makes of them."""

from __future__ import annotations

from engine.identifiers import Iri
from engine.posture import Posture, ToolPermission
from targets.cedar.bindings import CedarBindings
from targets.cedar.policies import policies_text, schema_text, sort_out
from targets.interface import Document, Extent, Held, ProofLevel, Rendering, Unsupported, demand_key
from targets.naming import resource_name
from targets.tool_permissions import Written, control_verdicts, not_asked

TARGET = "cedar-policies"
PROOF = ProofLevel.REAL_ENGINE
POLICIES, SCHEMA = "cedar", "cedarschema"
_MEDIA = {POLICIES: "text/vnd.cedar", SCHEMA: "text/vnd.cedar.schema"}
_HOW = {
    "allow": "Permitted within its limits.",
    "ask": "Permitted within its limits once somebody other than the requester approved; "
    "the caller checks who that is.",
    "deny": "Forbidden.",
}


def render_policies(posture: Posture, bindings: CedarBindings) -> Rendering:
    """Policies and schema for `posture`; no document where no permission can be stated."""
    written = sort_out(posture.permissions)
    document = f"{resource_name(posture.use_case)}.{POLICIES}"
    controls = control_verdicts(posture, bindings.controls, document, written=written, point=bindings.point)
    tools = (_tool(each, posture, bindings, document) for each in written.permissions)
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=_documents(written, posture),
        held=(*(each for each in controls if isinstance(each, Held)), *tools),
        unsupported=(*(each for each in controls if isinstance(each, Unsupported)), *written.left_out),
        points=(Iri(bindings.point),),
        components=tuple(dict.fromkeys(each.component for each in written.permissions)),
    )


def _tool(permission: ToolPermission, posture: Posture, bindings: CedarBindings, document: str) -> Held:
    doubts = tuple(not_asked(posture, bindings.point, {permission.component}))
    is_partial = permission.decision == "ask" or bool(doubts)
    return Held(
        demand=demand_key(permission),
        document=document,
        extent=Extent.PARTLY if is_partial else Extent.FULLY,
        reason=" ".join((_HOW[permission.decision], *doubts)),
    )


def _documents(written: Written, posture: Posture) -> tuple[Document, ...]:
    if not written.permissions:
        return ()
    texts = {
        SCHEMA: schema_text(written.permissions, posture.id),
        POLICIES: policies_text(written.permissions, posture.id),
    }
    name = resource_name(posture.use_case)
    return tuple(
        Document(
            target=TARGET,
            name=f"{name}.{ending}",
            media_type=_MEDIA[ending],
            content=content,
            posture=posture.id,
        )
        for ending, content in texts.items()
    )
