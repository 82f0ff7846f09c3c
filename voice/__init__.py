"""Text to take: one protocol, one file an engine; pronunciation, pauses, word times, loudness."""
