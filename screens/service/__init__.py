"""The service page: how soon customers are answered, what issues cost, what they say, and who knows them."""
