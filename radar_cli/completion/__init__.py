"""Completion of what is being typed in bash, zsh and fish."""
