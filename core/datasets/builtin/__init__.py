"""The data sets that come with the product or by download."""
