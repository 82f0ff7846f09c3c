"""From clips and takes to masters: cards, cross-fades, muxing, and the check of what came out."""
