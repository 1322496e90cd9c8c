"""Accounts as an Excel workbook: what the plan pays as values, statements, ratios and value as formulas over it."""
