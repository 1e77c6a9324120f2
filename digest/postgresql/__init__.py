"""PostgreSQL as Django knows it, which keeps nobody waiting while it is away."""
