"""Words of what a plan must tell whoever decides."""
