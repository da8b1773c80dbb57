"""The mail room: words, letters, addresses, the way to the mail server, and who carries them."""
