"""What runs of whole models add to kernel times: rows, the fit, what is left over, bands, and what was left out."""
