"""What makes accounts of a plan: payments, books, tax, loans."""
