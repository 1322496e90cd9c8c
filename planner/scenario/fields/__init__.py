"""The fields of a scenario: unit, bounds, one sentence each."""
