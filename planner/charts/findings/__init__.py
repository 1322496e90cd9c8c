"""The line above a figure: what it shows, in words."""
