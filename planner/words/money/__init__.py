"""Words of accounts: lines of statements, the pages Money and Statements, the workbook of accounts."""
