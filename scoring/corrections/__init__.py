"""What people do with a reading: correct it, confirm it, score the call themselves, compare."""
