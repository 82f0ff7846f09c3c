"""The core of the pipeline: scripts, time, store, checks, captions and the build graph; pure Python and NumPy."""
