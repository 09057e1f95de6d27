"""Workspaces that are elsewhere: who they are, Azure's tokens, and requests that are passed on to them."""
