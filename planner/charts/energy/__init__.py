"""Charts of power and energy: from the meter to the token."""
