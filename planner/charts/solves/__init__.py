"""Charts of solves under way."""
