"""Service: how soon customers are answered, what their complaints go with, what they say, and who knows them."""

from metrics.service import holders, issue_causes, issues, replies, surveys

ENTRIES = (*replies.ENTRIES, *issues.ENTRIES, *issue_causes.ENTRIES, *surveys.ENTRIES, *holders.ENTRIES)
