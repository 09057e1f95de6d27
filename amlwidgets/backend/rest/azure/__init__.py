"""A workspace of Azure ML: the contract over the paths that Azure has."""
