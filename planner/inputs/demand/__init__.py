"""Work of each hour: shapes, workloads, and what nobody has committed to yet."""
