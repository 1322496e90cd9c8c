"""Words of the app about its plans: which is the plan of record, what a link asks for, what a figure stands beside."""
