"""Performance improvement plans, as far as they can be thought through without a database or a clock.

Whether a plan is the right tool (`fit`), what it has to contain (`sections`, `templates`, `smart`), when
people meet (`working_days`, `schedule`), whether it is in line with others (`consistency`), what changed in
it (`compare`), what is said each week (`status`), what is printed (`document`), what is kept (`retention`).
"""
