"""What nearly won: plans nearly as good as the best, what is in all of them, and why a rack is not bought."""
