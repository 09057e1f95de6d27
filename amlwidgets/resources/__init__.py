"""What a workspace is made of: records, states, ids, errors. Imports nothing of ours, standard library only."""
