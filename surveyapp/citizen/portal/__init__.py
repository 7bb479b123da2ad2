"""Links for finished dossiers: what a portal, one-stop software or a gateway asks for."""
