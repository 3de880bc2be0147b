"""Taking in many recordings at once: from a list, by their file names, or from a folder that is watched."""
