"""A downloaded table opens in a spreadsheet as what it is."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from planner.table_files.csv_file import FORMULA_SIGNS, csv_bytes

TABLE = pd.DataFrame(
    {"what": ["=1+2", "+33", "-5 °C", "@SUM", "plain", None], "meur": [-1.5, 2.25, 0.0, 1e6, 3.0, 4.0]}
)


@pytest.mark.parametrize("comma", [False, True])
def test_numbers_come_back_and_formulas_are_text(comma: bool) -> None:
    """Proves: numbers are those of the table, signs and all; no text begins as a formula does.

    A bug would give: a customer's name that runs a program in the planner's Excel.
    """
    data = csv_bytes(TABLE, comma=comma)
    back = pd.read_csv(io.BytesIO(data), sep=";" if comma else ",", decimal="," if comma else ".")
    assert back["meur"].tolist() == TABLE["meur"].tolist()
    texts = back["what"].dropna().astype(str).tolist()
    assert texts == ["'=1+2", "'+33", "'-5 °C", "'@SUM", "plain"]
    assert not any(text.startswith(FORMULA_SIGNS) for text in texts)
    assert data.startswith(b"\xef\xbb\xbf") == comma


def test_a_name_of_a_column_is_no_formula_either() -> None:
    assert csv_bytes(pd.DataFrame({"=x": [1]})) == b"'=x\n1\n"
