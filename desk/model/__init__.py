"""What things are: values, state machines, events. Made of the standard library alone."""
