"""What every page is built of: title, filters, cards, tables, downloads, menus, what went wrong."""
