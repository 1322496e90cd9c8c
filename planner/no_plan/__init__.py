"""Why a scenario has no plan, said in sentences, and which changed fields give it one: each is tried."""
