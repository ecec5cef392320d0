"""What every form is built of: files, what was refused, who else may do it."""
