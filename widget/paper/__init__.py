"""Paper: letters as PDF. Knows nobody of the house; whoever asks brings the words."""
