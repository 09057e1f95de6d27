"""Registered datasets as views show them: lists, previews, profiles."""
