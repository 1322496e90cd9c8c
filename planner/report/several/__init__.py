"""Reports of plans for several paths."""
