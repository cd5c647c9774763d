"""What we promise about the shape of the code, checked by machine. Each rule carries a sample that it refuses."""
