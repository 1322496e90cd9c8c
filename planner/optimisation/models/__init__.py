"""Whole models: investment, a day, both joined, several sites, several paths."""
