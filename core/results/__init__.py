"""What an evaluation leaves behind: the files of a trial, and reading them."""
