"""The workspace of the page Scenario: its draft, fields and tables, differences, files and solves."""
