"""Who somebody is: documents, phones, codes, passwords, sealed fields and sign-in at identity providers."""
