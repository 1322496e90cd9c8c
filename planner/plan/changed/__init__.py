"""What changed between two runs: inputs, orders, offers, money by driver, and a sentence for the largest."""
