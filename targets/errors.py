"""The errors of this room, hung under `engine.errors.DuecareError`.

DuecareError
├── InputError
│   └── InvalidDocument        a rendered document fails our own validation; nothing is written
└── TargetError
    ├── NotConnected           a target was asked to observe or apply without a place to do so
    ├── PlanRefused            a plan may not be applied; nothing was written
    │   ├── ConflictingDemands demands on a setting cannot all be met: somebody has to decide first
    │   ├── ApprovalRefused    no valid approval of exactly this plan by a second person
    │   ├── StalePlan          what was observed has moved since the plan was made
    │   ├── ForeignResource    the name is taken by something duecare did not create
    │   ├── UnknownReceipt     no receipt of that id can be gone back to
    │   └── ApplyUnderWay      another process is applying a plan under the same home
    ├── ProviderError          a provider or file system refused; says what was written and what not
    │   ├── AccessRefused      credentials are missing or do not suffice
    │   ├── Throttled          the provider asks for fewer calls
    │   ├── Conflict           the resource is in use, or its name is taken
    │   ├── Unreachable        no answer: network, timeout
    │   └── NotReady           the provider did not finish in the time allowed, or failed
    └── PartlyApplied          some changes of a plan were made, one failed, the rest was not tried
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import DuecareError, InputError

if TYPE_CHECKING:
    from targets.interface import Change, Receipt


class InvalidDocument(InputError):
    """A rendered document breaks the provider's rules; every fault is named and nothing is written."""


class TargetError(DuecareError):
    """The base of what goes wrong between a posture and the systems that enforce it."""


class NotConnected(TargetError):
    """A target was asked to look at or change something, but was given no client or directory."""


class PlanRefused(TargetError):
    """A plan may not be applied. Nothing was written."""


class ConflictingDemands(PlanRefused):
    """The posture holds demands that cannot all be met; which gives way is not for a machine to choose."""


class ApprovalRefused(PlanRefused):
    """The approval is not one of exactly this plan by an identified second person."""


class StalePlan(PlanRefused):
    """What the plan was made for has moved since; make and approve a new plan."""


class ForeignResource(PlanRefused):
    """The name is taken by something duecare did not create, so it is left alone."""


class UnknownReceipt(PlanRefused):
    """No receipt of that id put something in place that can be restored from here."""


class ApplyUnderWay(PlanRefused):
    """Another process is applying a plan; of two at once one wins, and the other has changed nothing."""


class ProviderError(TargetError):
    """A provider refused a call. `written` and `not_written` name the steps of this one change."""

    def __init__(
        self, message: str, *, written: tuple[str, ...] = (), not_written: tuple[str, ...] = ()
    ) -> None:
        self.reason = message
        self.written = written
        self.not_written = not_written
        super().__init__(f"{message} {self._account()}")

    def after(self, written: tuple[str, ...], not_written: tuple[str, ...]) -> ProviderError:
        """The same error, told after the steps `written` were done and `not_written` were not."""
        return type(self)(self.reason, written=written, not_written=not_written)

    def _account(self) -> str:
        done = f"Written: {', '.join(self.written)}." if self.written else "Nothing was written."
        return f"{done} Not written: {', '.join(self.not_written)}." if self.not_written else done


class AccessRefused(ProviderError):
    """Credentials are missing, expired or do not allow the call."""


class Throttled(ProviderError):
    """The provider or its quota refuses more calls for now."""


class Conflict(ProviderError):
    """The resource is being changed, is in use, or its name is taken."""


class Unreachable(ProviderError):
    """No usable answer came (network, timeout). The step that was under way may have been done."""

    def _account(self) -> str:
        if not self.not_written:
            return super()._account()
        done = f"Written: {', '.join(self.written)}. " if self.written else ""
        open_step, *later = self.not_written
        rest = f" Not written: {', '.join(later)}." if later else ""
        return f"{done}Unknown whether written: {open_step}; a new plan will show.{rest}"


class NotReady(ProviderError):
    """The provider accepted the change, but did not finish it in the time allowed or reports a failure."""


class PartlyApplied(TargetError):
    """One change of a plan failed. `receipts` tell what was done before; `rest` is what still differs."""

    def __init__(self, cause: ProviderError, receipts: tuple[Receipt, ...], rest: tuple[Change, ...]) -> None:
        self.cause = cause
        self.receipts = receipts
        self.rest = rest
        names = ", ".join(change.document.name for change in rest)
        super().__init__(
            f"{cause} {len(receipts)} earlier change(s) of the plan were made and have receipts. "
            f"Still to do: {names}. Make a new plan to finish."
        )
