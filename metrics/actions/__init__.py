"""What was done for customers, and whether it kept them: experiments, the club, referrals, and who is due."""

from metrics.actions import club, experiments, follow_up, referral

ENTRIES = (*experiments.ENTRIES, *club.ENTRIES, *follow_up.ENTRIES, *referral.ENTRIES)
