"""What pages are made of: cards, filled from views and charts; `components/cards.py` shows them."""
