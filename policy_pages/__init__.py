"""What the shop promises. Pure: answers become rules, words and pages.

Never imports widget or Flask, and knows no clock: the day is always an argument.
"""
