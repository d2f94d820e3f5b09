"""The engine beside its peers: the same records in, the same questions, the same answers counted.

records     extracted articles in a file: made, read, resampled
questions   what is asked, drawn from the records by a seed
peers       one adapter an engine, and nothing of an engine anywhere else
child       one piece of work in a process of its own, weighed
"""
