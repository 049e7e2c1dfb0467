"""Tables to text: one module per format."""
