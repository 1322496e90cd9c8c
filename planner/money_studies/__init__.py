"""Questions of money that need new solves: lender's cases, bridges, tornado, break-even, goal seek."""
