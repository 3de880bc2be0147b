"""What people are told, and when a mail about it may leave."""
