"""An equation of one's own in the investment of each site, for as long as a block lasts (docs/analysts.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from planner.problem.site import ModelInputs

__all__ = ["equation", "own_equations"]

Add = Callable[["pyo.ConcreteModel", "ModelInputs"], None]
_OWN: ContextVar[tuple[Add, ...]] = ContextVar("equations of one's own", default=())


@contextmanager
def equation(add: Add) -> Iterator[None]:
    """Solves begun inside keep an equation more: `add(m, x)` sets a Pyomo constraint on the investment model.

    m: variables of docs/model.md, such as m.installed_racks[rack, period] and m.order_racks[vintage]; racks and periods
    by place. x: what the model reads (`planner.problem.site.ModelInputs`). It must be linear, and hold for decisions
    that are made once, not for hours. Bound and gap count it like the others.
    """
    token = _OWN.set((*_OWN.get(), add))
    try:
        yield
    finally:
        _OWN.reset(token)


def own_equations() -> tuple[Add, ...]:
    """The equations of the blocks we are in."""
    return _OWN.get()
