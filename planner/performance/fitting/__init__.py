"""The parameters of the physics fitted to the rows, with their errors on rows left out."""
