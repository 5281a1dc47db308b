"""The case file and its evidence: loaded, checked, frozen."""
