"""Experiments behind the claims of the lecture; each states its protocol before its result."""
