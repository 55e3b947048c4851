"""One kind of problem a file."""
