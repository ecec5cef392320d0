"""Capital (二): quota and tiers, what moved, whose balances they are."""
