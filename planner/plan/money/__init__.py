"""Cash flow, bill and capital charge of a plan."""
