"""Predictions beside NVIDIA's own tables (tests/validation/throughput/README.md), on which nothing was fitted."""

from __future__ import annotations

from benchmarks import elsewhere


def test_the_page_says_what_is_predicted_today() -> None:
    """Proves: docs/accuracy-elsewhere.md is what the planner of this commit predicts, good or bad."""
    assert elsewhere.PAGE.read_text(encoding="utf-8") == elsewhere.page()


def test_no_row_is_beyond_a_factor_of_four() -> None:
    """Proves: on tables of another source no prediction is off by the factor reported of other open tools."""
    rows = elsewhere.predicted()
    assert rows["ratio"].between(1 / 4, 4).all(), rows.loc[~rows["ratio"].between(1 / 4, 4)]
