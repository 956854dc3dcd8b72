"""The rules of the house: portable SQL, downward arrows, names and sizes."""
