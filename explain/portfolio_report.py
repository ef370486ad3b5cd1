"""The answer to a question about a portfolio, as plain text and as JSON."""

from __future__ import annotations

from typing import Any, Final

from explain.portfolio import By, Portfolio

HEADING: Final = {
    By.CONTROL: "“{found}” is required or recommended for {count} of {all} use cases.",
    By.PROVISION: "{count} of {all} use cases are concerned by {found}.",
    By.MODEL: "{count} of {all} use cases use {found}.",
}


def who_text(portfolio: Portfolio) -> str:
    """The answer as plain text: how many, then each use case with what makes it so."""
    count = len({row.use_case for row in portfolio.rows})
    lines = [HEADING[portfolio.by].format(count=count, all=portfolio.asked_of, found=portfolio.found)]
    last = ""
    for row in portfolio.rows:
        if row.use_case != last:
            lines.append(f"{row.title} ({row.use_case})")
            last = row.use_case
        whose = f"{row.subject}: " if row.subject else ""
        lines.append(f"  {whose}{row.what} [{'; '.join(row.citations)}]")
    return "\n".join((*lines, "Not legal advice.")) + "\n"


def who_record(portfolio: Portfolio) -> dict[str, Any]:
    """The answer as JSON values, `duecare.who/1`."""
    return {
        "format": "duecare.who/1",
        "by": portfolio.by.value,
        "asked": portfolio.asked,
        "found": portfolio.found,
        "use_cases": portfolio.asked_of,
        "rows": [
            {
                "use_case": row.use_case,
                "title": row.title,
                "subject": row.subject,
                "what": row.what,
                "citations": list(row.citations),
            }
            for row in portfolio.rows
        ],
        "notice": "Not legal advice.",
    }
