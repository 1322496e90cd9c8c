"""Power bought and made: market, contracts, connection, grid support, battery, PV and back-up sets."""
