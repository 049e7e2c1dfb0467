"""Measurements of what the documentation says about speed; `make bench` runs them."""
