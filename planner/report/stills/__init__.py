"""Still charts of a report: SVG that needs no script, the same bytes each time."""
