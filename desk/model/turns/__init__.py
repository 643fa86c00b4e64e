"""What a turn is: states, order, routing, appointments, waits."""
