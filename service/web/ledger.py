"""The ledger's pages: its entries, one entry with its proof, its check of itself, its checkpoints."""

from __future__ import annotations

import json
from typing import Final

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from evidence import verify_inclusion
from service.api.ledger import verdict
from service.problems import Problem
from service.state import state
from service.web.shared import blueprint

PAGE: Final = 50


@blueprint.get("/ledger")
def ledger() -> str:
    """The entries, newest first; with `check=yes` what the verifier says of all of them."""
    log = state().workspace.ledger
    head = log.head()
    before = _place(request.args.get("before", ""), head.size)
    entries = [each for each in log.entries() if each.seq < before][-PAGE:]
    report = log.self_check() if request.args.get("check") == "yes" else None
    notes = log.checkpoints()
    return render_template(
        "ledger.html",
        head=head,
        entries=entries[::-1],
        older=entries[0].seq if entries and entries[0].seq > 0 else None,
        report=report,
        verdict=verdict(report) if report else "",
        checkpoint=notes[-1] if notes else "",
        verifier_key=log.verifier_key,
    )


@blueprint.get("/ledger/entries/<int:seq>")
def entry(seq: int) -> str:
    """One entry: what it says, the bytes that were hashed, and the proof that it is in the tree."""
    log = state().workspace.ledger
    proof = log.inclusion_proof(seq)
    recorded = log.entry(seq)
    holds = verify_inclusion(recorded.leaf_hash, seq, proof.size, proof.hashes, proof.root)
    content = json.dumps(json.loads(recorded.leaf), indent=2, ensure_ascii=False)
    return render_template("entry.html", recorded=recorded, proof=proof, holds=holds, content=content)


@blueprint.post("/ledger/checkpoint")
def checkpoint() -> Response:
    """Signs the ledger as it is, and shows the checkpoint."""
    state().workspace.ledger.checkpoint()
    return redirect(url_for("web.ledger", _anchor="checkpoint"), 303)


def _place(text: str, size: int) -> int:
    if not text:
        return size
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        errors = [{"parameter": "before", "detail": "Expected: the number of an entry."}]
        raise Problem("invalid-parameters", errors=errors)
    return int(text)
