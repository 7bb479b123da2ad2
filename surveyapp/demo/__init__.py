"""The demonstration: the Sóc Trăng 2021 programme with simulated answers."""
