"""The Plumbline protocol in Python: the second implementation, and the way out (PROTOCOL.md)."""
