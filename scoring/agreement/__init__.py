"""Agreement between raters: how far people, or a person and a judge, give the same call the same score."""
