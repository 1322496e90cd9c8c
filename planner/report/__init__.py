"""What leaves the planner for people who do not run it: reports, and the timetable that writes them."""
