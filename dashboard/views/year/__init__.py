"""The year: where it stands, where its pace leads, and spans side by side."""
