"""A file goes in, its records come out as Articles; one module a format, one row each in a table."""
