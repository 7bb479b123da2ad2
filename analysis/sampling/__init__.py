"""How many forms, for whom, and which: sample sizes, allocation, draws that can be repeated."""
