"""What `%aml` and `aml` can do: one grammar and one implementation under two thin shells."""
