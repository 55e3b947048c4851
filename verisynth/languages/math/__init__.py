"""Mathematical answers: reading LaTeX and plain text, typed values, deciding equality."""
