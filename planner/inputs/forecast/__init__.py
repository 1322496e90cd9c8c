"""Forecast of demand: history, drivers and growth priors, blended as sample paths."""
