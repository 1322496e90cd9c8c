"""Plans of several sites or paths."""
