"""Many points of one scenario: designs, their order, the work, and what is finished already."""
