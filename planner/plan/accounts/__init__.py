"""Accounts of a plan: cash by month, statements, French tax, debt and what a lender looks at."""
