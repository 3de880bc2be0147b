"""How a review looks: in the terminal, and as one self-contained page."""
