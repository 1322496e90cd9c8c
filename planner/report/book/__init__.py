"""A workbook: its pages and looks, its native charts, cells in the reader's language."""
