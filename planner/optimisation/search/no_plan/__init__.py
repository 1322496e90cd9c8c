"""Why an investment has no plan: what is asked of it once no plan is found."""
