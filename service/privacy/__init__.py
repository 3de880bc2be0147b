"""What is held about people: how long it is kept, how it is deleted, and what they can take with them."""
