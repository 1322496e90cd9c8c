"""Investment decides once, dispatch runs every day: Pyomo models, compiled to matrices, solved by HiGHS."""
