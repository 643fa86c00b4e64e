"""What a material is: states, pages, how legible a page is, promises, sealed bags."""
