"""Where figures come from: receipts, settlement lines, the rows behind them, questions about them."""
