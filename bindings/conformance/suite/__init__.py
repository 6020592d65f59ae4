"""The parts of the conformance suite's runner; ../run.py is its command line."""
