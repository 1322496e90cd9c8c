"""Weighted paths of what may come: drawn jointly, reduced to a few."""
