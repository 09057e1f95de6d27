"""Datastores and what lies in them."""
