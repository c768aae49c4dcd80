"""The two kinds of phone: the command line's, and the app's own code in Node."""

KINDS = ("python", "typescript")
