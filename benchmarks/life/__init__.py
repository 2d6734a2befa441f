"""The parts of `measure_life`."""
