"""The core: pure. No clock, no network, no database, no environment."""
