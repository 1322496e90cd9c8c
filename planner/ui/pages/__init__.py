"""One module a page of the app."""
