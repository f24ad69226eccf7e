"""What the tests of several rooms share, by what it is for; `conftest.py` has what all of them want."""
