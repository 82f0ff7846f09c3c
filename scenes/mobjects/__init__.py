"""The drawing vocabulary of the lecture: arrays in, mobjects out."""
