"""The optional parts of a site, and what its days share."""
