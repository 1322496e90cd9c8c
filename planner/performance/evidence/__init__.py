"""What was measured or published: GPUs, models, number formats, benchmark rows, as arrays of the physics."""
