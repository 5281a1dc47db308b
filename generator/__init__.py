"""Turn the evidence of a buyer's claim into an appeal letter and a packet."""

__version__ = "0.1.0"
