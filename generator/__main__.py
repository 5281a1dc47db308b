"""`python -m generator` runs the program without its being installed."""

from generator.cli.app import main

main()
