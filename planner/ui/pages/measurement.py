"""One measured run dropped in, on the page *Electrons to tokens*: what it changes in the predictions of its model."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from planner.errors import PlannerError
from planner.ui.kit import components
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.table_files.content import Content

KEY = "measured-runs"
EXAMPLE = (
    "model,precision,gpu,n_gpus,isl_tokens,osl_tokens,interactivity_tokens_per_s_per_user,tokens_per_s_per_gpu\n"
    "Mistral-Large-3,fp8,B200,8,3000,400,40,150\n"
)


def show(locale: str) -> None:
    """A folded part of the page: a table of runs in, the shift of each front and its interval out."""
    with st.expander(say("calibrate", locale)):
        components.note(say("calibrate note", locale))
        uploaded = st.file_uploader(say("calibrate file", locale), type=["csv", "xlsx"], key=KEY)
        st.download_button(say("calibrate example", locale), EXAMPLE, "measurements.csv", "text/csv")
        if uploaded is None:
            return
        try:
            records = _records(uploaded.name, uploaded.getvalue())
        except PlannerError as error:
            st.error(str(error))
            return
        for record in records:
            components.finding(sentence(record, locale))
            components.plain_table(points_shown(record, locale))


@st.cache_data(max_entries=12, show_spinner=False)
def _records(name: str, contents: bytes) -> list[dict[str, Any]]:
    from planner.performance.calibration.records import calibration

    return calibration(_content(name, contents))


def _content(name: str, contents: bytes) -> Content:
    from planner.table_files import read_content

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_bytes(contents)
        return read_content(path, name=name)


def sentence(record: dict[str, Any], locale: str = "en") -> str:
    """By how much the front of a model on a GPU moves, and its interval before and after."""
    return say(
        "calibrate finding",
        locale,
        cell=str(record["cell"]).replace(" | ", " · ").replace("_", " "),
        factor=formats.number(record["time_factor"], 2, locale),
        before=formats.number(record["band_before"], 2, locale),
        after=formats.number(record["band_after"], 2, locale),
    )


def points_shown(record: dict[str, Any], locale: str = "en") -> pd.DataFrame:
    """The runs of one model on one GPU: measured, predicted before, and with the front moved [tokens/s per GPU]."""
    rows = []
    for point in record["points"]:
        row = {
            say("calibrate speed", locale): formats.number(point["tokens_per_s_per_user"], 0, locale),
            say("calibrate measured", locale): formats.number(point["tokens_per_s_per_gpu"], 0, locale),
        }
        for name in ("predicted", "calibrated"):
            low, middle, high = (formats.number(point[f"{name}_{p}"], 0, locale) for p in ("p10", "p50", "p90"))
            row[say(f"calibrate {name}", locale)] = f"{middle} ({low} – {high})"
        rows.append(row)
    return pd.DataFrame(rows)
