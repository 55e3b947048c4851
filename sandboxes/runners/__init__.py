"""What a job can be: one runner a module."""
