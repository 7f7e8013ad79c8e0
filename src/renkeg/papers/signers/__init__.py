"""Those who put a signature under a paper: each is a `signing.Signer`."""
