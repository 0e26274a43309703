"""What a portfolio is: values and rules, no foreign world."""
