"""The tables of a plan, hour by hour and period by period."""
