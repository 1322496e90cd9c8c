"""A table as CSV that a spreadsheet opens: in the reader's separators, and with no cell that is run as a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is worked out, or opens a program (OWASP)


def _as_text(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def csv_bytes(table: pd.DataFrame, *, comma: bool = False) -> bytes:
    """Give a table as CSV in UTF-8, without its index.

    Args:
        table: any; numbers stay numbers, and a text that begins as a formula does gets an apostrophe before it, which
            spreadsheets read as "this is text".
        comma: decimal commas and semicolons, with the mark by which Excel knows UTF-8: what a French Excel opens in
            columns. Else points and commas, without the mark.
    """
    texts = table.select_dtypes(exclude=["number", "bool", "datetime", "datetimetz"])
    safe = table.copy()
    for name, column in texts.items():
        safe[name] = column.astype(object).map(_as_text)
    safe.columns = [_as_text(str(name)) for name in table.columns]
    text = safe.to_csv(index=False, sep=";" if comma else ",", decimal="," if comma else ".")
    return text.encode("utf-8-sig" if comma else "utf-8")
