"""What-ifs on demand, for a page: a wish a line comes in, answers go out; only the newest wish counts.

In, a JSON object a line: {"wish": 3, "values": {"demand": 10}, "rate_of": ""}, levers by name in their own units; and
{"stop": true}. Out: {"wish": 3, "state": STATE, "seconds": 1.4, "message": "", "answer": {...}}. STATE is "first" (the
plan), then "whole" (with what orders are worth); or "stopped", "failed". Wish 0 is the scenario as it is, solved before
anything else and answered first: all others stand beside it.

A wish that a newer one has overtaken gets no answer. End of input ends the service, and so does silence of `idle_s`.
"""

from __future__ import annotations

import json
import threading
import time
from typing import IO, TYPE_CHECKING, Any

from planner.errors import PlannerError
from planner.money_studies.subject import DAYS
from planner.money_studies.what_if.levers import RATE, moved, turned
from planner.plan.studies.what_if import answer_of
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from planner.scenario.schema import Scenario

__all__ = ["WHAT_IF_GAP", "serve"]

WHAT_IF_GAP = 0.01  # the difference says between which bounds it lies
IDLE_S = 900.0
MOST_ANSWERS = 200
PAUSE_S = 1.0  # who turns on within it does not wait for the end of a pass over the plan without orders


class _Wishes:
    """The newest wish not taken yet, written by the thread that reads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._newest: dict[str, Any] | None = None
        self.stop_asked = self.ended = False

    def put(self, line: str) -> None:
        values = json.loads(line)
        with self._changed:
            if values.get("stop"):
                self.stop_asked, self._newest = True, None
            else:
                self._newest, self.stop_asked = values, False
            self._changed.notify()

    def end(self) -> None:
        with self._changed:
            self.ended = True
            self._changed.notify()

    def take(self, patience_s: float) -> dict[str, Any] | None:
        """The newest wish; None at the end of input, or after so long without one."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self.ended, timeout=patience_s)
            wish, self._newest = self._newest, None
            return None if self.ended else wish

    def wait(self, most_s: float) -> None:
        """Until something newer comes, or so long."""
        with self._changed:
            self._changed.wait_for(self.overtaken, timeout=most_s)

    def overtaken(self) -> bool:
        """Whether what is being solved is of no more use."""
        return self.ended or self.stop_asked or self._newest is not None

    def given_up(self) -> bool:
        """Whether nobody waits for the scenario as it is, which every newer wish needs."""
        return self.ended or self.stop_asked


class _Solver:
    """Two hot sessions: other rates are other days, compiled anew, and would cost the rest what is ready."""

    def __init__(self, scenario: Scenario, days: int, gap: float) -> None:
        self.scenario = scenario
        self._usual, self._with_rates = (WhatIf(scenario, days=days, gap=gap, processes=1) for _ in range(2))
        self._answers: dict[str, tuple[dict[str, Any], ...]] = {}

    def close(self) -> None:
        self._usual.close()
        self._with_rates.close()

    def answers(
        self, values: Mapping[str, float], rate_of: str, cancel: Callable[[], bool], wait: Callable[[float], None]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """States with answers, as they come; fewer once `cancel` returns True. Raises as `planner.solve`."""
        turned_levers = moved(self.scenario, values)
        rate_of = rate_of if RATE in turned_levers else ""
        key = json.dumps([turned_levers, rate_of])
        states = ("first", "whole")
        if key in self._answers:
            yield from zip(states, self._answers[key], strict=True)
            return
        at = turned(self.scenario, values, rate_of)
        session = self._usual if at.on_inputs is None else self._with_rates
        listed = []
        steps = session.in_two_steps(at.scenario, on_inputs=at.on_inputs, cancel=cancel)
        for state, plan in zip(states, steps, strict=False):
            if cancel():  # the best so far is no answer: the plan without orders was looked for in haste
                return
            listed.append(answer_of(plan, with_reference=state == "whole").as_json())
            yield state, listed[-1]
            if state == "first":
                wait(PAUSE_S)
        if len(listed) == len(states) and len(self._answers) < MOST_ANSWERS:
            self._answers[key] = tuple(listed)


def serve(
    scenario: Scenario,
    lines_in: IO[str],
    lines_out: IO[str],
    *,
    days: int = DAYS,
    gap: float = WHAT_IF_GAP,
    idle_s: float = IDLE_S,
) -> None:
    """Answer wishes about a scenario until the input ends, or none has come for `idle_s` seconds."""
    wishes = _Wishes()
    threading.Thread(target=_read, args=(lines_in, wishes), daemon=True).start()

    def send(message: dict[str, Any]) -> None:
        lines_out.write(json.dumps(message, ensure_ascii=False, allow_nan=False) + "\n")
        lines_out.flush()

    solver, unchanged_done = _Solver(scenario, days, gap), False
    try:
        while (wish := wishes.take(idle_s)) is not None:
            if not unchanged_done:
                unchanged_done = _answer(solver, {"wish": 0}, wishes.given_up, wishes.wait, send)
            if wish["wish"] and unchanged_done and not wishes.overtaken():
                _answer(solver, wish, wishes.overtaken, wishes.wait, send)
            elif wish["wish"] and not unchanged_done:  # nothing that it could stand beside
                send({"wish": wish["wish"], "state": "stopped", "seconds": 0.0, "message": "", "answer": None})
    finally:
        solver.close()


def _read(lines_in: IO[str], wishes: _Wishes) -> None:
    for line in lines_in:
        wishes.put(line)
    wishes.end()


def _answer(
    solver: _Solver,
    wish: dict[str, Any],
    cancel: Callable[[], bool],
    wait: Callable[[float], None],
    send: Callable[[dict[str, Any]], None],
) -> bool:
    """Solve a wish and send what comes of it; whether it was answered in whole."""
    began, state = time.perf_counter(), ""

    def message(state: str, answer: dict[str, Any] | None = None, text: str = "") -> dict[str, Any]:
        seconds = time.perf_counter() - began
        return {"wish": wish["wish"], "state": state, "seconds": seconds, "message": text, "answer": answer}

    try:
        for state, answer in solver.answers(wish.get("values", {}), wish.get("rate_of", ""), cancel, wait):
            send(message(state, answer))
    except PlannerError as error:
        send(message("failed", text=str(error)))
        return False
    if state != "whole":
        send(message("stopped"))
    return state == "whole"
