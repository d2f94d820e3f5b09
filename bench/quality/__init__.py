"""How good the order of what is found is: `python -m bench.quality`, see __main__.py."""
