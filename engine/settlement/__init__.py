"""Rewards and fines as lines, and receipts: how every figure came about, down to clause and extract."""
