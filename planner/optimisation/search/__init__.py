"""Bound and incumbent: cuts, passes, rounding, phases, until both meet."""
