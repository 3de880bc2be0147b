"""Decides milestones: one rule, fixed beforehand, on calls that nobody could choose.

`evaluate_milestone` in `decide.py` reads top to bottom like docs/milestones.md. Everything it needs is in
a `Case`, everything it found is in a `Decision`, and the one gives the other again on any machine.
"""
