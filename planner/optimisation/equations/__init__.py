"""The equations every site has: fleet, connection, contracts, serving, electricity, revenue."""
