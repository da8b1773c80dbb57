"""What customers are asked: questions, boxes and their checks, for every door that has a form."""
