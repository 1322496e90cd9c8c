"""The app with two addresses for who watches machines: `streamlit run planner/ui/server.py` (docs/deploy.md).

/healthz answers 200, or 503 with what is wrong; /metrics the figures of queue, store and process, as Prometheus reads
them. Neither names a plan or a person; both are for the inside of a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import streamlit as st
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from planner.jobs import log
from planner.jobs.health import figures, problem_of
from planner.ui.kit import state

APP = Path(__file__).resolve().parents[2] / "app.py"
TEXT = "text/plain; version=0.0.4; charset=utf-8"


async def healthz(_: Request) -> Response:
    """Whether plans can be made and kept here."""
    problem = await run_in_threadpool(problem_of, state.store_path())
    return JSONResponse({"ok": not problem, "problem": problem}, status_code=503 if problem else 200)


async def metrics(_: Request) -> Response:
    """The figures of this moment."""
    return Response(await run_in_threadpool(generate_latest, REGISTRY), media_type=TEXT)


class QueueCollector:
    """Reads the queue when it is asked: others change its files too."""

    def collect(self) -> Iterator[Metric]:
        """Jobs by state, the longest wait, the bound and the room of the disk."""
        now = figures(state.store_path())
        jobs = GaugeMetricFamily("planner_jobs", "Solves of the store by state.", labels=["state"])
        for job_state, count in now.jobs.items():
            jobs.add_metric([job_state], count)
        yield jobs
        for name, text, value in (
            ("planner_jobs_longest_wait_seconds", "How long the first of the queue has waited.", now.longest_wait_s),
            ("planner_jobs_at_once", "Solves that may run at once.", now.at_once),
            ("planner_store_free_bytes", "Room on the disk of the store.", now.free_bytes),
        ):
            yield GaugeMetricFamily(name, text, value=value)

    def describe(self) -> Iterator[Metric]:
        """Nothing is read before anybody asks."""
        return iter(())


REGISTRY = CollectorRegistry()
REGISTRY.register(QueueCollector())
ProcessCollector(registry=REGISTRY)
log.configure()
app = st.App(APP, routes=[Route("/healthz", healthz), Route("/metrics", metrics)])
