"""The month between people: its steps, tasks, declarations, appeals, reports and promises in words."""
