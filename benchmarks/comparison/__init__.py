"""A comparison of proxies. `main` has the command line, `scenarios` what is asked, `peers` who is asked, `load` who asks,
`proc` what it costs, `report` what comes of it."""
