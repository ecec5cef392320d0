"""What every page is built of: cards, tables, parts, downloads, links, what stands there while one waits."""
