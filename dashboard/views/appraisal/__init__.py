"""Appraisal (四, 六): scores, ranks, ties, last places, conduct."""
