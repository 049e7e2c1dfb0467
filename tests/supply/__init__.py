"""What radar is made of: whether anything is known against it."""
