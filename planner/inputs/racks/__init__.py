"""Rack products of a scenario: fleet, rack power, operating points."""
