"""Tables of a report by reader: facts of the first pages, money, infrastructure, carbon, what it rests on."""
