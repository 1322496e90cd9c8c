"""A scenario as an Excel workbook, both ways: pages, cells, what came back and what changed."""
