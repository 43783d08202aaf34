"""The families: builder, options and plans of each side by side."""
