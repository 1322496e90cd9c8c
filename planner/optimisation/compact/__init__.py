"""The day again, compact and exact: what `equations` define, with fewer columns; its bound in closed form."""
