"""The pictures: one module a section, one class a frame, and the stage that they stand on."""
