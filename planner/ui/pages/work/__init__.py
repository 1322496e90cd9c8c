"""Pages of the group Work that came later: timetables, and a plan against what happened."""
