"""What the shop promises. Pure: answers become rules, words and pages; never imports widget or Flask."""
