"""What one more is worth, and one less: a scenario solved again with it, on both sides."""
