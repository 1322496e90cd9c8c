"""Scenario, history and measurement files, read and written."""
