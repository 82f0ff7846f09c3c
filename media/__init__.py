"""Codecs: pictures and sound into packets, for scenes and for stitching alike."""
