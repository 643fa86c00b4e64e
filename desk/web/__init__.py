"""HTTP and WebSocket: pages, the JSON API, live sockets, media doors."""
