"""People: who asks, and whether they may. Until there are accounts, one token opens everything."""
