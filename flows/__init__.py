"""The shell around `cleaners`: flows, readers, writers, state, the command line and the report."""
