"""Who is this customer? What the file of one customer says and shows."""
