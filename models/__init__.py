"""Numbers that need a fit: frames of sufficient statistics in, parameters and scored frames out.

No model is returned where the data cannot carry one: `reasons.NoModel` says why, as a code that `reasons.sentence` puts
into words. What is returned is finite. Nothing is imported here: scipy takes its time, and a reader of reasons needs
none.
"""
