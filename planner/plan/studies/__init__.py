"""Questions put to a finished plan: carbon, flexibility, ranking of racks, comparison."""
