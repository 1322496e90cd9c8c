"""Prompt tokens of the tasks of ML.ENERGY, whose rows do not state them."""

from __future__ import annotations

# Mean prompt of the data set a task draws from [tokens]. Estimated: fitted to the time of runs (text tasks also
# follow from the data sets: LM Arena chats, GPQA with its instruction, Sourcegraph fill-in-the-middle).
PROMPT_TOKENS = {
    "lm-arena-chat": 90.0, "gpqa": 250.0, "sourcegraph-fim": 900.0, "image-chat": 1500.0, "video-chat": 4000.0,
}  # fmt: skip
PLAIN_TASK = "lm-arena-chat"  # what a question without a prompt length is taken for
