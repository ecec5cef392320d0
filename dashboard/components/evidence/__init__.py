"""Where figures come from: receipts, rows, readings, policies, bulletins."""
