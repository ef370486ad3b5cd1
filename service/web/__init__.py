"""The pages: server-rendered, without scripts, in the words and signs of one small style."""

from __future__ import annotations

from apiflask import APIFlask

from service.web import editing, filters, ledger, manual, use_cases
from service.web.shared import blueprint, context

PAGES = (use_cases, editing, ledger, manual)


def register(app: APIFlask) -> None:
    """Adds the pages and what their templates need to `app`; importing `PAGES` filled the blueprint."""
    filters.install(app)
    app.context_processor(context)
    app.register_blueprint(blueprint)
