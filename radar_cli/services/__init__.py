"""Business rules, one module per noun; a function that writes is one transaction."""
