"""One function per rule; the registry and its messages."""
