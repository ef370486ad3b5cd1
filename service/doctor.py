"""What an installation can do: engines, packs, folders and record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from engine.errors import DuecareError
from engine.forward import UNAVAILABLE
from service.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One thing that was looked at."""

    ok: bool
    text: str
    remedy: str = ""


def examine(workspace: Workspace) -> tuple[Examined, ...]:
    """Looks at everything a determination, a plan and the record need; changes nothing."""
    return (*_engine(), *_packs(workspace), *_folders(workspace), *_targets(), *_ledger(workspace))


def _engine() -> Iterator[Examined]:
    if UNAVAILABLE:
        yield Examined(
            ok=False,
            text=f"{UNAVAILABLE}; the definition decides alone, and every answer says so",
            remedy="run `make setup` with a C compiler present; it builds durable-rules for this Python",
        )
    else:
        yield Examined(
            ok=True, text="durable-rules runs; every determination is checked against the definition"
        )


def _packs(workspace: Workspace) -> Iterator[Examined]:
    try:
        knowledge_base = workspace.knowledge_base
    except DuecareError as error:
        yield Examined(
            ok=False,
            text=f"the knowledge base at {workspace.settings.knowledge_base} does not load: {error}",
            remedy="`duecare kb check` lists every fault",
        )
        return
    yield Examined(
        ok=True,
        text=f"knowledge base {knowledge_base.version}, {len(knowledge_base.rules)} rules,"
        f" checked until {knowledge_base.checked_until}, fingerprint {knowledge_base.fingerprint[:16]}",
    )


def _folders(workspace: Workspace) -> Iterator[Examined]:
    for name, folder in (("home", workspace.settings.home), ("cache", workspace.settings.cache)):
        there = "exists" if folder.exists() else "is made on first use"
        yield Examined(
            ok=not folder.is_file(), text=f"{name} {folder} {there}", remedy=f"move the file at {folder}"
        )


def _targets() -> Iterator[Examined]:
    for module, purpose in (("boto3", "Bedrock guardrails"), ("cedarpy", "Cedar policies")):
        found = find_spec(module) is not None
        yield Examined(ok=found, text=f"{module} for {purpose}", remedy="run `make setup`")


def _ledger(workspace: Workspace) -> Iterator[Examined]:
    from evidence import LedgerError, Verdict, verify_url

    place = workspace.settings.ledger_name
    try:
        begun = workspace.has_ledger()
    except LedgerError as error:
        yield Examined(ok=False, text=f"ledger {place}: {error}", remedy="mend what it names")
        return
    if not begun:
        yield Examined(ok=True, text=f"no ledger yet {place}")
        return
    report = verify_url(workspace.settings.ledger_url)
    yield Examined(
        ok=report.verdict is Verdict.VALID,
        text=f"ledger {place}: {str(report).splitlines()[0]}",
        remedy="`duecare verify` names the first fault; restore the ledger from a copy that verifies",
    )
