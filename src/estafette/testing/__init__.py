"""The world builder and the contract kits for connector authors."""
