"""Expressions and words as Prometheus reads them, in the form in which its server gives them back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

_PLAIN = re.compile(r"[A-Za-z0-9._:/-]{1,120}", re.ASCII)


class Inexpressible(Exception):
    """Something that cannot be stated as a rule. Caught by the renderer, which tells the reason."""


def number(value: str) -> Decimal:
    """The number `value` states; raises `Inexpressible` for what is none, infinite or out of all bounds."""
    try:
        found = Decimal(value)
    except InvalidOperation as error:
        raise Inexpressible(f"{value!r} is no number") from error
    if not found.is_finite() or abs(found.adjusted()) > 15:
        raise Inexpressible(f"{value!r} is no number a reading could be compared with")
    return found


def written(value: Decimal) -> str:
    """`value` without an exponent and without zeros that say nothing."""
    plain = f"{value + 0:f}"  # the sum turns a negative zero into zero
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def selector(series: str, labels: Mapping[str, str]) -> str:
    """The readings of `series` with these labels; raises `Inexpressible` for a value of any other form."""
    for value in labels.values():
        if not _PLAIN.fullmatch(value):
            raise Inexpressible(f"{value!r} is no plain word to select readings by")
    inner = ",".join(f'{name}="{value}"' for name, value in sorted(labels.items()))
    return f"{series}{{{inner}}}"


def breached(readings: str, breach: str, bound: Decimal, factor: Decimal) -> str:
    """True while the worst of `readings` is on the wrong side of `bound`."""
    sides = {"above": ("max", ">"), "below": ("min", "<")}
    if breach not in sides:
        raise Inexpressible(f"nothing says on which side of its bound it is breached ({breach!r})")
    worst, sign = sides[breach]
    return f"{worst} by (use_case) ({readings}) {sign} {_product(bound, factor)}"


def overdue(times: str, bound: Decimal, factor: Decimal) -> str:
    """True while the newest of `times` is longer ago than `bound`, and where there is none."""
    age = f"time() - max by (use_case) ({times})"
    return f"{age} > {_product(bound, factor)} or {unread(times)}"


def unread(readings: str) -> str:
    """True while there is no reading, or none that is a number."""
    return f"absent({readings} > -Inf)"


def _product(bound: Decimal, factor: Decimal) -> str:
    return written(bound) if factor == 1 else f"{written(bound)} * {written(factor)}"


def duration(hours: Decimal) -> str:
    """A length of time in whole hours or else in whole seconds, at least one."""
    if hours > 0 and hours == hours.to_integral_value():
        return f"{int(hours)}h"
    return f"{max(1, int(hours * 3600))}s"


def literal(text: str) -> str:
    """`text` as a label or annotation that says exactly that: what looks like a template is none."""
    readable = text.encode("utf-8", errors="replace").decode("utf-8")
    return readable.replace("{{", '{{ "{{" }}')
