"""How well a recording was heard, against what was really said: words, speakers, times."""
