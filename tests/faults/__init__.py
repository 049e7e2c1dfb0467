"""Runs under injected faults: small ones in the test suite, full ones in `make soak`."""
