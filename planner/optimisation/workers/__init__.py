"""The days, in processes here or on a cluster."""
