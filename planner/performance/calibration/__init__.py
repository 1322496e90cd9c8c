"""A planner’s own runs: what they say of the level of a model on a GPU."""
