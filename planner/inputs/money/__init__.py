"""Money by month: the months of a horizon, and loans in them."""
