"""Languages, catalogues, formats and scripts: an instrument that knows neither the desk nor HTTP."""
