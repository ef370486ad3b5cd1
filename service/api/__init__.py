"""The HTTP API, version 1: one module a resource."""

from __future__ import annotations

from apiflask import APIFlask

from service.api import determinations, explanations, health, ledger, signals, use_cases


def register(app: APIFlask) -> None:
    """Adds every resource of the API to `app`."""
    for module in (use_cases, determinations, explanations, ledger, signals, health):
        app.register_blueprint(module.blueprint, url_prefix="/v1")
