"""Commands about runs that are there: what changed, what happened, and the timetable that makes them."""
