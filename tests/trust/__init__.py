"""What the public may never see, and who may do what: rules of the whole site."""
