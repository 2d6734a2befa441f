"""The parts of `make bench-reading`: each module measures one thing and gives figures."""
