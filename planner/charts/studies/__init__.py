"""Charts and tables of studies: what-ifs, plans side by side, sensitivity."""
