"""How fields are described: messages, reference page, JSON Schema."""
