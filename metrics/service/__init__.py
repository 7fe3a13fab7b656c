"""Service: how soon customers are answered, what their complaints go with, what they say, and who knows them."""

from metrics.service import holders, issues, replies, surveys

ENTRIES = (*replies.ENTRIES, *issues.ENTRIES, *surveys.ENTRIES, *holders.ENTRIES)
