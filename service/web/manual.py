"""What the types of problems mean, for people and at the address their `type` names."""

from __future__ import annotations

from flask import render_template

from service.problems import KINDS
from service.web.shared import blueprint


@blueprint.get("/help/problems")
def problems() -> str:
    """Every kind of problem with its status and what to do."""
    return render_template("problems.html", kinds=KINDS)
