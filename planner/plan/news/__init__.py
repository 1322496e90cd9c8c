"""What a plan must tell whoever decides: decision, cost, what goes wrong, what limits, what would change it."""
