"""Keys of other systems: the portal, one-stop software, gateways."""
