"""Everything that crosses the border into a box; never imported by the host."""
