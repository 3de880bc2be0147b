"""The shell: command line, edges to the world, pages."""
