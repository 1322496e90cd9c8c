"""A plan against what happened: past months from a file, tracking error, and which assumption was off."""
