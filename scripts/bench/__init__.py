"""How much the product costs, each time beside a floor that is measured in the same run."""
