"""SQL: schemas, databases that tell queries apart, mutants of queries, witnesses."""
