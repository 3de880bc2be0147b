"""Parts of calls that are shared as examples, with their rep's consent."""
