"""Who a person is and what that person may do; asked by pages, Python and the command line alike."""
