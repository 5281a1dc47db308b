"""From evidence to facts, from facts to grounds, from grounds to an outcome."""
