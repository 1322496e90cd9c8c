"""Charts and tables of accounts: funding, debt service cover, cost of a million tokens, statements."""
