"""What happens to solves, for machines that read logs: with PLANNER_LOG=json one JSON object a line on stderr.

Each line has time, level, logger and event, and what it is about: job, run, owner, scenario, seconds. Without the
variable nothing is written but warnings, as Python does.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import sys

from planner.errors import StoreError, located

VARIABLE, JSON = "PLANNER_LOG", "json"
ABOUT = ("job_id", "run_id", "owner", "scenario", "seconds", "status", "pid")


class JsonLine(logging.Formatter):
    """A record as one line of JSON; a traceback is a text in it."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line = {"time": at.isoformat(timespec="milliseconds"), "level": record.levelname.lower(),
                "logger": record.name, "event": record.getMessage()}  # fmt: skip
        line |= {name: getattr(record, name) for name in ABOUT if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure() -> None:
    """Write the events of the planner as lines of JSON, if that was asked for. StoreError: asked for something else."""
    wanted = os.environ.get(VARIABLE, "").strip()
    if not wanted:
        return
    if wanted != JSON:
        raise StoreError(located(VARIABLE, f'"{wanted}" was given, allowed is {JSON}.', "leave it out for no log."))
    logger = logging.getLogger("planner")
    if not any(isinstance(handler.formatter, JsonLine) for handler in logger.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLine())
        logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
