"""The list of use cases, the page of one, and the page that explains one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import UnknownSubject
from engine.overrides import Override, overrides_of
from engine.record import determination_id
from evidence import EntryKind, RecordedEntry
from explain.derivation import Derivation
from explain.fold import others
from explain.forms.explained import explained
from explain.forms.graph import Depth, graph
from explain.forms.page import as_page, policy
from explain.forms.stated import short
from explain.why import why as explain_why
from service.dates import Dates
from service.enforcement import emitting_targets
from service.problems import Problem
from service.register import Revision
from service.state import Asked, asked, state
from service.web.derivations import branches
from service.web.overview import Overview, overview
from service.web.readings import readings_of_page
from service.web.shared import blueprint, dates_of, linked
from service.web.subjects import choices, heading
from targets.accounts import account_for
from targets.accounts_report import by_firmness, count_words, stack_words
from targets.coverage import render_all
from targets.places import Verdict
from targets.stack import offered_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A use case in the list; without an overview where this knowledge base no longer reads it."""

    revision: Revision
    overview: Overview | None
    is_complete: bool
    overrides: tuple[Override, ...] = ()
    """Where somebody decided otherwise than the rules."""


@blueprint.get("/")
def index() -> str:
    """The use cases, or what to do where there is none."""
    dates = dates_of(request.args)
    rows = [_listed(revision, dates) for revision in state().register.current()]
    shown = dates.as_of or None
    return render_template("index.html", rows=rows, as_of=shown, dates=dates, linked=linked(dates))


@blueprint.get("/use-cases/<use_case>")
def use_case(use_case: str) -> str:
    """Everything about one use case on one page."""
    dates = dates_of(request.args)
    found = asked(use_case, dates)
    determination, posture = found.answer.determination, found.answer.posture
    renderings = render_all(posture, emitting_targets())
    held = account_for(posture, renderings, offered_by(determination.use_case), determination.knowledge_base)
    shown = overview(determination)
    folding = others(determination)
    return render_template(
        "use-case.html",
        determination=determination,
        posture=posture,
        overview=shown,
        folded=tuple(row for row in shown.open_obligations if folding.issuperset(row.subjects)),
        overrides=overrides_of(determination),
        readings=readings_of_page(determination),
        accounts={account.demand: account for account in held.accounts},
        residuals=by_firmness(held.with_verdict(Verdict.NONE)),
        unsettled=held.with_verdict(Verdict.UNKNOWN),
        unused=held.unused,
        counted=count_words(held) if held.accounts else "",
        offered=stack_words(held.stack),
        renderings=renderings,
        record=recorded(found),
        **frame(found, dates),
    )


@blueprint.get("/use-cases/<use_case>/why")
def why(use_case: str) -> str:
    """Why one thing holds: the derivation, every sentence with its citation."""
    dates = dates_of(request.args)
    found = asked(use_case, dates)
    determination, posture = found.answer.determination, found.answer.posture
    of = request.args.get("of", "").strip()
    derivation = _derivation(found, of) if of else None
    return render_template(
        "why.html",
        of=of,
        heading=heading(determination, posture, of),
        tree=branches(derivation) if derivation else (),
        graph=graph(derivation) if derivation else None,
        stated=short,
        choices=choices(determination, posture),
        determination=determination,
        record=recorded(found),
        **frame(found, dates),
    )


@blueprint.get("/use-cases/<use_case>/why.html")
def why_to_print(use_case: str) -> Response:
    """The same as one page that stands alone: to be printed, kept or sent."""
    found = asked(use_case, dates_of(request.args))
    derivation = _derivation(found, request.args.get("of", "").strip())
    page = as_page(explained(found.answer.determination, derivation), Depth.FULL)
    return Response(page, mimetype="text/html", headers={"Content-Security-Policy": policy()})


def _derivation(found: Asked, of: str) -> Derivation:
    try:
        return explain_why(found.answer.determination, found.answer.posture, of)
    except UnknownSubject as error:
        raise Problem("unknown-subject", str(error)) from error


@blueprint.post("/use-cases/<use_case>/determinations")
def determine(use_case: str) -> Response:
    """Records what the page shows, and shows the page again."""
    dates = dates_of(request.form)
    answer = asked(use_case, dates).answer
    state().workspace.record([answer], request.form.get("actor", "").strip()[:200] or "not named")
    return redirect(url_for("web.use_case", use_case=use_case, _anchor="record", **linked(dates)), 303)


def frame(found: Asked, dates: Dates) -> dict[str, Any]:
    """What every page about one use case shows around its own content."""
    determination = found.answer.determination
    return {
        "revision": found.revision,
        "dates": dates,
        "linked": linked(dates),
        "as_of": determination.as_of,
        "known_at": determination.known_at,
    }


def recorded(found: Asked) -> RecordedEntry | None:
    """The newest entry that records exactly this determination; None where none does."""
    wanted = determination_id(found.answer.determination)
    entries = state().workspace.ledger.entries(subject=found.revision.id, kind=EntryKind.DETERMINATION)
    return next(
        (e for e in reversed(entries) if e.entry.payload.get("determination", {}).get("id") == wanted), None
    )


def _listed(revision: Revision, dates: Dates) -> Listed:
    try:
        determination = asked(revision.id, dates).answer.determination
    except Problem:
        return Listed(revision=revision, overview=None, is_complete=False)
    return Listed(
        revision=revision,
        overview=overview(determination),
        is_complete=determination.is_complete,
        overrides=overrides_of(determination),
    )
