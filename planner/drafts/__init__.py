"""Drafts of scenarios: what people change before they solve, kept on disk, with their undo."""
