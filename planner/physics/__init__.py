"""Cooling, plant, electrical chain and sun: what a site draws, from formulas with their sources."""
