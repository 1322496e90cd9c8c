"""Commands that work a study out and keep it with its run."""
