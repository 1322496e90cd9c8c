"""What a lender asks for: order of payments, reserve account, covenants."""
