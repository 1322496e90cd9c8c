"""Words of reports and of the workbook."""
