"""Plans: performance improvement plans on evidence, seen by the rep, the manager in charge and HR alone."""
