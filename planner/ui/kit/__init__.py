"""What pages share: frame, cards, tables, state, solves under way."""
