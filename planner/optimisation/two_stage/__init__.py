"""One investment for several paths, tried on others."""
