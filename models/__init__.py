"""The lecture's own small models: one readable file a family, trained in the build from the data beside them."""
