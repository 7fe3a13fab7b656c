"""What pages say where no order was loaded: who left, what they paid in a month, who is kept under contract."""
