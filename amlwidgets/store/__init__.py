"""Where a workspace is kept: its database, run folders, snapshots and datastores on local disk."""
