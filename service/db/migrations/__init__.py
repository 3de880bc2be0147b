"""The steps from one shape of the database to the next. They run from empty and from any earlier state."""
