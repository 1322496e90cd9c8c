"""What must hold between fields; one function each."""
