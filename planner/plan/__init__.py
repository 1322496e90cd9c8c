"""What the answer means: tables, indicators, money, the store of runs. Draws nothing and solves nothing."""
