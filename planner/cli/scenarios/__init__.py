"""Commands that bring a scenario to other programs and back."""
