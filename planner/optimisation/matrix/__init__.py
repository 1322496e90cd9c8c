"""Models compiled to matrices: where each number stands, and when a matrix serves again."""
