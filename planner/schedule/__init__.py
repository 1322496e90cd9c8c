"""The timetable: which scenario is solved and reported when."""
