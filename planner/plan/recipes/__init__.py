"""How each line of the statements is made: from which rows, with which sign, on which assumptions."""
