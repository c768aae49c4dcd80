"""Tests of the protocol. Hypothesis may take its time: the machine may be busy with other things."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
