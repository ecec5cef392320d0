"""Who may see and do what: roles, grants, scopes, passwords and tokens. Nothing here reads or writes."""
