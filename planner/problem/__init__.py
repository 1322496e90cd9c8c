"""What the optimiser reads (site, periods, connection, sites together) and what it answers (solution)."""
