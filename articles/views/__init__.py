"""What readers meet: a view asks the models, and decides nothing."""
