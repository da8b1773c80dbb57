"""The service (Flask) that keeps the promise: cases, mail, and the three doors to them."""
