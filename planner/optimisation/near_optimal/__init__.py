"""Plans nearly as good as the best: how they differ, what is in all of them, and at which price a rack would be in."""
