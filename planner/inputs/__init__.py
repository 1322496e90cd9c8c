"""What the world offers, as arrays on one calendar."""
