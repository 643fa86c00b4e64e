"""What is done with materials: asked for, kept, arranged, promised, sent for, used again."""
