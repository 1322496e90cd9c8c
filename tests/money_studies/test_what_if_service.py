"""What-ifs on demand: in this process on a small scenario, and in one of its own on a saved run."""

from __future__ import annotations

import io
import json
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.errors import StoreError
from planner.jobs import what_if_worker
from planner.jobs.what_if_worker import MOST_VARIABLE, worker_of
from planner.money_studies.what_if.levers import turned
from planner.money_studies.what_if.service import serve
from planner.plan.studies.what_if import Answer, difference
from planner.what_if import WhatIf
from tests.money_studies.cases import DAYS, GAP, plan, scenario

PATIENCE_S = 60.0


class _Pipe(io.StringIO):
    """Lines as they are put; the end once None is."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: queue.Queue[str | None] = queue.Queue()

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        yield from iter(self.lines.get, None)

    def write(self, text: str) -> int:
        self.lines.put(text)
        return len(text)


class _Service:
    """The service in a thread, and what it says."""

    def __init__(self, name: str, idle_s: float = PATIENCE_S) -> None:
        self.to_it, self.from_it = _Pipe(), _Pipe()
        how: dict[str, Any] = {"days": DAYS, "gap": GAP, "idle_s": idle_s}
        self.thread = threading.Thread(target=serve, args=(scenario(name), self.to_it, self.from_it), kwargs=how)
        self.thread.start()

    def send(self, **message: Any) -> None:
        self.to_it.lines.put(json.dumps(message))

    def next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(str(self.from_it.lines.get(timeout=PATIENCE_S)))
        return message

    def end(self) -> None:
        self.to_it.lines.put(None)
        self.thread.join(PATIENCE_S)
        assert not self.thread.is_alive()


def test_answers_are_those_of_a_solve_of_its_own() -> None:
    """Proves: unchanged first, then the wish, each in two steps, with the values that a what-if by itself finds.

    A bug would give: the difference of a solve against figures of other days, or a reference of another scenario.
    """
    service = _Service("plain")
    service.send(wish=0)
    states = [(message["wish"], message["state"]) for message in (service.next(), service.next())]
    assert states == [(0, "first"), (0, "whole")]
    service.send(wish=1, values={"demand": 20.0})
    first, whole = service.next(), service.next()
    assert [(one["wish"], one["state"]) for one in (first, whole)] == [(1, "first"), (1, "whole")]
    answer = Answer.from_json(whole["answer"])
    with WhatIf(scenario("plain"), days=DAYS, gap=GAP, processes=1) as what_if:
        plan_of_it = what_if.solve(turned(scenario("plain"), {"demand": 20.0}).scenario)
    assert answer.npv_meur == pytest.approx(plan_of_it.kpi("npv_meur"), rel=2 * GAP)
    assert first["answer"]["orders_npv_meur"] is None
    assert answer.orders_npv_meur is not None
    service.send(wish=2, values={"demand": 20.0})  # once more: at hand
    assert service.next()["answer"] == first["answer"]
    assert service.next()["seconds"] < 0.5
    service.send(wish=3, values={"demand": 1e6})
    refused = service.next()
    assert refused["state"] == "failed"
    assert "allowed are -50 to 50" in refused["message"]
    service.end()


def test_only_the_newest_wish_counts_and_stop_gives_up() -> None:
    """Proves: of three wishes at once only the last is answered; one that is stopped has no answer; silence ends it."""
    service = _Service("plain", idle_s=0.5)
    for number, demand in enumerate((5.0, 10.0, 15.0), start=1):
        service.send(wish=number, values={"demand": demand})
    messages = [service.next()]
    while (messages[-1]["wish"], messages[-1]["state"]) != (3, "whole"):
        messages.append(service.next())
    assert {message["wish"] for message in messages if message["answer"]} == {0, 3}
    service.thread.join(PATIENCE_S)
    assert not service.thread.is_alive()


def test_a_process_of_its_own(tmp_path: Path) -> None:
    """Proves: a saved run is answered by another process, a stop is quick, and closing ends it."""
    run_id = plan("plain").save(tmp_path)
    worker = worker_of("somebody", run_id, tmp_path)
    try:
        assert worker_of("somebody", run_id, tmp_path) is worker
        assert worker.wait(lambda: worker.unchanged().final, PATIENCE_S)
        number = worker.wish({"price": 10.0})
        assert worker.wait(lambda: worker.reply(number).answer is not None, PATIENCE_S)
        unchanged, reply = worker.unchanged().answer, worker.reply(number).answer
        assert unchanged is not None
        assert reply is not None
        assert difference(unchanged, reply).low_meur > 0  # whoever is paid more has more
        given_up = worker.wish({"price": 20.0})
        worker.stop()
        assert not worker.busy  # at once, for who waits
        assert worker.reply(given_up).state == "stopped"
        assert worker.reply(number).state == "stopped"  # overtaken
    finally:
        what_if_worker.close_all()
    assert not worker.alive
    assert worker.reply(worker.wish({"price": 5.0})).state == "ended"  # to a process that has gone


def test_as_many_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the one unused longest gives way; where all are solving the next is refused; a senseless number, too."""

    class Idle:
        alive, busy = True, False

        def __init__(self, run_id: str, store: object) -> None:
            self.run_id = run_id

        def close(self) -> None:
            self.alive = False

    monkeypatch.setattr(what_if_worker, "Worker", Idle)
    monkeypatch.setenv(MOST_VARIABLE, "2")
    first, second = worker_of("a", "run"), worker_of("b", "run")
    assert worker_of("a", "run") is first  # used last
    third = worker_of("c", "run")
    assert (first.alive, second.alive) == (True, False)
    for worker in (first, third):
        worker.busy = True  # type: ignore[misc]
    with pytest.raises(StoreError, match="2 what-ifs are being solved at once"):
        worker_of("d", "run")
    monkeypatch.setenv(MOST_VARIABLE, "none")
    with pytest.raises(StoreError, match="a whole number above 0"):
        worker_of("d", "run")
    what_if_worker.close_all()
    assert not first.alive
