"""The rule laboratory: what the app's own engine would say to simulated therapists (`make rules-lab`)."""
