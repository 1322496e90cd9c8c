"""Kinds of source and tasks of the benchmark rows, and how long the prompts of a task are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.performance.physics import Parameters


def task_prompt_tokens(p: Parameters, task: str) -> float:
    """Prompt tokens per request of a task, as fitted [tokens]."""
    return float(getattr(p, "prompt_" + task.replace("-", "_")))


SWEEP, TASK, MLPERF = "sweep", "task", "mlperf"  # kinds of source: InferenceX, ML.ENERGY, MLPerf


TASKS = ("lm-arena-chat", "gpqa", "sourcegraph-fim", "image-chat", "video-chat")
