"""What a company costs as it grows: rows, regions, months, on a plain file and on PostgreSQL."""
