"""The checks of the conformance suite for sandboxes, by what they are about."""
