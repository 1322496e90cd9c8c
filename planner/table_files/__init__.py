"""One reader of tables for every CSV file and workbook that people hand in. docs/files.md says what it takes."""

from planner.table_files.content import Content, read_content
from planner.table_files.curves import Curve, ReadOptions, read_curve
from planner.table_files.layout import Table, read_table
from planner.table_files.numbers import number_meant, read_numbers

__all__ = [
    "Content", "Curve", "ReadOptions", "Table", "number_meant", "read_content", "read_curve", "read_numbers",
    "read_table",
]  # fmt: skip
