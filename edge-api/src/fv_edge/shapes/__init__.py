"""The forms of requests and answers: what OpenAPI shows, and the only thing that the edge itself
refuses."""
