"""Pages and the web around them."""
