"""What was done for customers, and whether it kept them: experiments, the club, referrals, and who is due."""

from metrics.actions import experiments

ENTRIES = (*experiments.ENTRIES,)
