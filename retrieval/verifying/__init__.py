"""Whether a sentence follows from its evidence, by what can be read off both."""
