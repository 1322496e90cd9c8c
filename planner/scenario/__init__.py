"""What the planner writes: the scenario, its files, its fields. Nothing is imported here on purpose."""
